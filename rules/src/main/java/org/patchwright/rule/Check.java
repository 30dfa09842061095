package org.patchwright.rule;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What lists and reports say of a rule without running it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Check {

  /** The fault in a few words, without a full stop. */
  String summary();

  Severity severity() default Severity.WARNING;

  /** Why a finding of this rule that says nothing of it has no fix; empty where it may have one. */
  String noFix() default "";

  /**
   * Identifiers of which a file must hold at least one for the rule to have a say in it; files
   * without any are not parsed. None: every file.
   */
  String[] triggers() default {};

  /** Sets of such identifiers, as good as naming each of them. */
  Words[] words() default {};
}
