package org.patchwright.loader;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a rule's bytes refer to. All that code can reach it names in its class file: nothing gets
 * past here that {@link RuleApi} does not list, however the text was written.
 */
final class ClassGate extends ClassVisitor {

  private static final Set<String> CAUGHT_NEVER =
      Set.of("java/lang/Throwable", "java/lang/Error", "java/lang/ThreadDeath");

  /** How the compiler makes lambdas, joins strings, and compares records. */
  private static final Set<String> BOOTSTRAPS =
      Set.of(
          "java/lang/invoke/LambdaMetafactory.metafactory",
          "java/lang/invoke/StringConcatFactory.makeConcatWithConstants",
          "java/lang/invoke/StringConcatFactory.makeConcat",
          "java/lang/runtime/ObjectMethods.bootstrap");

  private final RuleApi listed = RuleApi.current();
  private final Map<String, byte[]> own;
  private final List<String> refused = new ArrayList<>();
  private String name = "";
  private String file = "";

  private ClassGate(Map<String, byte[]> own) {
    super(Opcodes.ASM9);
    this.own = own;
  }

  /**
   * @param own all classes of the rules that are loaded together, by their names with dots
   * @return what is refused, one line each
   */
  static List<String> refusals(Map<String, byte[]> own) {
    List<String> all = new ArrayList<>();
    own.forEach(
        (name, bytes) -> {
          ClassGate gate = new ClassGate(own);
          new ClassReader(bytes).accept(gate, ClassReader.SKIP_FRAMES);
          all.addAll(gate.refused);
        });
    return all;
  }

  private void refuse(int line, String what) {
    String where = file.isEmpty() ? name.replace('/', '.') : file;
    refused.add(
        "%s%s: error: a rule may not use %s"
            .formatted(where, line > 0 ? ":" + line : "", what.replace('/', '.')));
  }

  private boolean isOwn(String internal) {
    return own.containsKey(internal.replace('/', '.'));
  }

  private void type(int line, Type type) {
    Type leaf = type.getSort() == Type.ARRAY ? type.getElementType() : type;
    if (leaf.getSort() == Type.METHOD) {
      type(line, leaf.getReturnType());
      for (Type argument : leaf.getArgumentTypes()) {
        type(line, argument);
      }
    } else if (leaf.getSort() == Type.OBJECT) {
      internal(line, leaf.getInternalName());
    }
  }

  private void internal(int line, String internal) {
    if (internal.startsWith("[")) {
      type(line, Type.getType(internal));
    } else if (!isOwn(internal) && !listed.allows(internal.replace('/', '.'))) {
      refuse(line, internal);
    }
  }

  @Override
  public void visitSource(String source, String debug) {
    file = source == null ? "" : source;
  }

  @Override
  public void visit(
      int version, int access, String name, String signature, String above, String[] interfaces) {
    this.name = name;
    boolean plain =
        above.equals("java/lang/Object")
            || above.equals("java/lang/Enum")
            || above.equals("java/lang/Record")
            || above.equals("org/patchwright/dataflow/Paths")
            || isOwn(above);
    if (!plain) {
      refuse(0, "a class that extends " + above);
    }
    for (String one : interfaces) {
      internal(0, one);
    }
  }

  @Override
  public FieldVisitor visitField(
      int access, String name, String descriptor, String signature, Object value) {
    type(0, Type.getType(descriptor));
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String method, String descriptor, String signature, String[] exceptions) {
    if ((access & (Opcodes.ACC_NATIVE | Opcodes.ACC_SYNCHRONIZED)) != 0) {
      refuse(0, "native or synchronized methods");
    }
    if (method.equals("finalize")) {
      refuse(0, "a finalizer");
    }
    boolean made =
        (access & Opcodes.ACC_SYNTHETIC) != 0
            || method.equals("valueOf") && descriptor.startsWith("(Ljava/lang/String;)");
    type(0, Type.getMethodType(descriptor));
    return new Body(made);
  }

  /** The instructions of one method. */
  private final class Body extends MethodVisitor {
    private final boolean made;
    private int line;
    private boolean gotClass;

    Body(boolean made) {
      super(Opcodes.ASM9);
      this.made = made;
    }

    @Override
    public void visitLineNumber(int number, Label start) {
      line = number;
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.MONITORENTER) {
        refuse(line, "synchronized");
      }
      // The compiler's test for null asks for the class and drops it.
      if (gotClass && opcode != Opcodes.POP) {
        refuse(line, "java.lang.Object.getClass");
      }
      gotClass = false;
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
      keepsNoClass();
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      keepsNoClass();
    }

    private void keepsNoClass() {
      if (gotClass) {
        refuse(line, "java.lang.Object.getClass");
        gotClass = false;
      }
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      keepsNoClass();
      internal(line, type);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      keepsNoClass();
      refuse(line, "an array of several sizes at once");
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
      keepsNoClass();
      internal(line, owner);
      type(line, Type.getType(descriptor));
      boolean stores = opcode == Opcodes.PUTSTATIC || opcode == Opcodes.PUTFIELD;
      if (stores && !isOwn(owner)) {
        refuse(line, "a store to " + owner + "." + field);
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String method, String descriptor, boolean isInterface) {
      keepsNoClass();
      if (method.equals("getClass") && descriptor.equals("()Ljava/lang/Class;")) {
        gotClass = true;
        return;
      }
      call(owner, method, descriptor);
    }

    private void call(String owner, String method, String descriptor) {
      if (owner.startsWith("[")) {
        if (!method.equals("clone")) {
          refuse(line, "a method " + method + " of an array");
        }
        return;
      }
      if (owner.equals("java/lang/System") && method.equals("arraycopy")) {
        // The compiler copies an enumeration's constants so.
        return;
      }
      // An enumeration's valueOf(String), and nobody else, hands its own class to its superclass.
      boolean valueOf = made && owner.equals("java/lang/Enum") && method.equals("valueOf");
      if (!valueOf) {
        type(line, Type.getMethodType(descriptor));
      }
      if (isOwn(owner)) {
        member("java.lang.Object", method);
        member("java.lang.Enum", method);
        return;
      }
      internal(line, owner);
      if (listed.allows(owner.replace('/', '.'))) {
        inherited(owner, method);
      }
    }

    private void member(String type, String method) {
      boolean declared = !method.equals("<init>") && !listed.allows(type, method);
      if (declared) {
        refuse(line, type + "." + method);
      }
    }

    /** A member that is left out stays so in whatever extends its type. */
    private void inherited(String owner, String method) {
      try {
        // Not initialised: looked at only.
        inherited(
            Class.forName(owner.replace('/', '.'), false, getClass().getClassLoader()), method);
      } catch (ClassNotFoundException e) {
        refuse(line, owner);
      }
    }

    private void inherited(Class<?> type, String method) {
      if (!listed.allows(type.getName(), method)) {
        refuse(line, type.getName() + (method.equals("<init>") ? "" : "." + method));
        return;
      }
      if (method.equals("<init>")) {
        return;
      }
      if (type.getSuperclass() != null) {
        inherited(type.getSuperclass(), method);
      }
      for (Class<?> one : type.getInterfaces()) {
        inherited(one, method);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String method, String descriptor, Handle bootstrap, Object... arguments) {
      keepsNoClass();
      if (!BOOTSTRAPS.contains(bootstrap.getOwner() + "." + bootstrap.getName())) {
        refuse(line, bootstrap.getOwner() + "." + bootstrap.getName());
      }
      type(line, Type.getMethodType(descriptor));
      for (Object argument : arguments) {
        constant(argument, true);
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      keepsNoClass();
      constant(value, false);
    }

    private void constant(Object value, boolean bootstrapped) {
      if (value instanceof Handle handle) {
        if (!bootstrapped) {
          refuse(line, "a method handle");
        } else if (handle.getTag() >= Opcodes.H_INVOKEVIRTUAL) {
          if (handle.getName().equals("getClass")) {
            refuse(line, "java.lang.Object.getClass");
          }
          call(handle.getOwner(), handle.getName(), handle.getDesc());
        } else {
          internal(line, handle.getOwner());
        }
      } else if (value instanceof Type type) {
        if (type.getSort() == Type.METHOD && !bootstrapped) {
          refuse(line, "a method type");
        }
        type(line, type);
      } else if (value instanceof ConstantDynamic) {
        refuse(line, "a constant that is computed when it is loaded");
      }
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
      // A switch over an enumeration is compiled to a table whose making passes over what is gone.
      boolean table = made && "java/lang/NoSuchFieldError".equals(type);
      if (type != null && !table) {
        if (CAUGHT_NEVER.contains(type)) {
          refuse(line, "catch of " + type);
        }
        internal(line, type);
      }
    }
  }
}
