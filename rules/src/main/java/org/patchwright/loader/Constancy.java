package org.patchwright.loader;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jdt.internal.compiler.ASTVisitor;
import org.eclipse.jdt.internal.compiler.ast.AbstractMethodDeclaration;
import org.eclipse.jdt.internal.compiler.ast.AllocationExpression;
import org.eclipse.jdt.internal.compiler.ast.ArrayAllocationExpression;
import org.eclipse.jdt.internal.compiler.ast.Expression;
import org.eclipse.jdt.internal.compiler.ast.FieldDeclaration;
import org.eclipse.jdt.internal.compiler.ast.LambdaExpression;
import org.eclipse.jdt.internal.compiler.ast.MessageSend;
import org.eclipse.jdt.internal.compiler.ast.NameReference;
import org.eclipse.jdt.internal.compiler.ast.ReferenceExpression;
import org.eclipse.jdt.internal.compiler.ast.TypeReference;
import org.eclipse.jdt.internal.compiler.lookup.BlockScope;
import org.eclipse.jdt.internal.compiler.lookup.FieldBinding;
import org.eclipse.jdt.internal.compiler.lookup.ParameterizedTypeBinding;
import org.eclipse.jdt.internal.compiler.lookup.RecordComponentBinding;
import org.eclipse.jdt.internal.compiler.lookup.ReferenceBinding;
import org.eclipse.jdt.internal.compiler.lookup.SourceTypeBinding;
import org.eclipse.jdt.internal.compiler.lookup.TypeBinding;

/** Whether a field is a constant: what it holds, and what that holds, never changes. */
final class Constancy {

  private static final Set<String> VALUES =
      Set.of(
          "java.lang.String",
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "java.util.OptionalDouble",
          "java.util.regex.Pattern");

  /** Types whose content is constant if their arguments are and they are made by a factory. */
  private static final Set<String> HOLDERS =
      Set.of(
          "java.util.List",
          "java.util.Set",
          "java.util.Map",
          "java.util.Map$Entry",
          "java.util.Collection",
          "java.util.Optional");

  private Constancy() {}

  static boolean isRule(ReferenceBinding type) {
    for (ReferenceBinding at = type; at != null; at = at.superclass()) {
      ReferenceBinding[] interfaces = at.superInterfaces();
      for (ReferenceBinding one : interfaces == null ? new ReferenceBinding[0] : interfaces) {
        if (Gate.name((ReferenceBinding) one.erasure()).equals("org.patchwright.rule.Rule")
            || isRule(one)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Why a final field may change all the same; empty if it can't. */
  static Optional<String> doubt(FieldDeclaration field) {
    TypeBinding type = field.binding.type;
    if (!isValue(type, new HashSet<>())) {
      return Optional.of(
          "is a "
              + new String(type.readableName()).replaceAll("\\b[a-z]+\\.", "")
              + ", which can change");
    }
    boolean plain =
        type.isBaseType()
            || type.erasure() instanceof ReferenceBinding known
                && (VALUES.contains(Gate.name(known)) || !Gate.isOwn(known))
                && !holds(type)
                && !isFunction(type);
    if (plain) {
      return Optional.empty();
    }
    if (field.initialization == null) {
      return Optional.of("is not set where it is declared");
    }
    return made(field.initialization, !holds(type), new HashSet<>());
  }

  private static boolean holds(TypeBinding type) {
    return type.erasure() instanceof ReferenceBinding known && HOLDERS.contains(Gate.name(known));
  }

  private static boolean isFunction(TypeBinding type) {
    return type.erasure() instanceof ReferenceBinding known
        && (Gate.name(known).startsWith("java.util.function.")
            || Gate.name(known).equals("java.util.Comparator"));
  }

  private static boolean isValue(TypeBinding type, Set<String> seen) {
    if (type == null || type.isBaseType()) {
      return true;
    }
    if (type.isArrayType() || !(type.erasure() instanceof ReferenceBinding known)) {
      return false;
    }
    String name = Gate.name(known);
    if (holds(type) || isFunction(type)) {
      if (isFunction(type)) {
        return true;
      }
      if (type instanceof ParameterizedTypeBinding generic && generic.arguments != null) {
        for (TypeBinding argument : generic.arguments) {
          if (!isValue(argument, seen)) {
            return false;
          }
        }
        return true;
      }
      return false;
    }
    if (VALUES.contains(name) || name.startsWith("org.patchwright.") && !Gate.isOwn(known)) {
      return true;
    }
    if (!Gate.isOwn(known) || !(known instanceof SourceTypeBinding own)) {
      return known.isEnum();
    }
    return !seen.add(name) || isOwnValue(own, seen);
  }

  private static boolean isOwnValue(SourceTypeBinding own, Set<String> seen) {
    if (own.isInterface()) {
      // Sealed ones have their implementations here, and those are looked at as they are made.
      return own.isSealed()
          && java.util.Arrays.stream(own.permittedTypes()).allMatch(one -> isValue(one, seen));
    }
    if (own.isRecord()) {
      for (RecordComponentBinding component : own.components()) {
        if (!isValue(component.type, seen)) {
          return false;
        }
      }
      return true;
    }
    for (FieldBinding field : own.fields()) {
      boolean constant = field.isStatic() || field.isFinal() && isValue(field.type, seen);
      if (!constant) {
        return false;
      }
    }
    return own.isFinal() || own.isEnum();
  }

  /**
   * A holder comes from factories of unchangeable ones; nothing is made that could be kept.
   *
   * @param wholly whether methods of the rule's own may not make it, either: a list or map that a
   *     constant holds directly is frozen when it is stored, whoever made it
   */
  private static Optional<String> made(Expression expression, boolean wholly, Set<String> seen) {
    Making making = new Making(wholly, seen);
    expression.traverse(making, (BlockScope) null);
    return Optional.ofNullable(making.doubt);
  }

  private static final class Making extends ASTVisitor {
    private final boolean wholly;
    private final Set<String> seen;
    private String doubt;

    Making(boolean wholly, Set<String> seen) {
      this.wholly = wholly;
      this.seen = seen;
    }

    @Override
    public boolean visit(LambdaExpression lambda, BlockScope scope) {
      return false;
    }

    @Override
    public boolean visit(AllocationExpression made, BlockScope scope) {
      if (!isValue(made.resolvedType, new HashSet<>())) {
        doubt = "is made by new; use List.of, Set.of or Map.of";
      } else if (made.resolvedType.erasure() instanceof SourceTypeBinding own
          && own.scope != null
          && seen.add(Gate.name(own))) {
        // A constructor may store something else than what it was given.
        AbstractMethodDeclaration[] methods = own.scope.referenceContext.methods;
        for (AbstractMethodDeclaration method :
            methods == null ? new AbstractMethodDeclaration[0] : methods) {
          if (method.isConstructor() && method.scope != null) {
            method.traverse(this, own.scope);
          }
        }
      }
      return true;
    }

    @Override
    public boolean visit(ArrayAllocationExpression made, BlockScope scope) {
      doubt = "holds an array";
      return true;
    }

    @Override
    public boolean visit(ReferenceExpression reference, BlockScope scope) {
      boolean bound =
          !(reference.lhs instanceof NameReference name && name.binding instanceof TypeBinding)
              && !(reference.lhs instanceof TypeReference);
      if (bound) {
        doubt = "keeps what its method reference is bound to";
      }
      return true;
    }

    @Override
    public boolean visit(MessageSend send, BlockScope scope) {
      if (wholly && send.binding != null && Gate.isOwn(send.binding.declaringClass)) {
        doubt = "is made by a method of its own, which may keep what it holds";
      }
      return true;
    }
  }
}
