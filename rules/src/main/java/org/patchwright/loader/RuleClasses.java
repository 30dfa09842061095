package org.patchwright.loader;

import java.util.Map;

/**
 * Loads the classes of rules from bytes. Where they are not trusted, it finds nothing else for them
 * than what {@link RuleApi} lists and what the compiler needs beside.
 */
final class RuleClasses extends ClassLoader {

  private final Map<String, byte[]> classes;
  private final boolean trusted;

  RuleClasses(Map<String, byte[]> classes, boolean trusted) {
    super(RuleClasses.class.getClassLoader());
    this.classes = Map.copyOf(classes);
    this.trusted = trusted;
  }

  boolean defines(String name) {
    return classes.containsKey(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (classes.containsKey(name)) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
      }
    }
    if (!trusted && !RuleApi.current().allows(name) && !isNeededByCompiledCode(name)) {
      throw new ClassNotFoundException(name + ": not for rules");
    }
    return super.loadClass(name, resolve);
  }

  /** What no text names and {@link ClassGate} lets pass only where the compiler puts it. */
  private static boolean isNeededByCompiledCode(String name) {
    return name.startsWith("java.lang.invoke.")
        || name.equals("java.lang.runtime.ObjectMethods")
        || name.equals("java.lang.runtime.TypeDescriptor")
        || name.equals("java.lang.System")
        || name.equals("java.lang.Throwable")
        || name.equals("java.lang.Error")
        || name.equals("java.lang.NoSuchFieldError")
        || name.equals("java.lang.MatchException")
        || name.equals("java.lang.IncompatibleClassChangeError")
        || name.equals("org.patchwright.loader.Budget");
  }

  private Class<?> define(String name) {
    byte[] bytes = trusted ? classes.get(name) : Metering.metered(classes.get(name));
    return defineClass(name, bytes, 0, bytes.length);
  }
}
