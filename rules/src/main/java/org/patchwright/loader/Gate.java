package org.patchwright.loader;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jdt.core.compiler.CharOperation;
import org.eclipse.jdt.internal.compiler.ASTVisitor;
import org.eclipse.jdt.internal.compiler.ast.*;
import org.eclipse.jdt.internal.compiler.lookup.BinaryTypeBinding;
import org.eclipse.jdt.internal.compiler.lookup.BlockScope;
import org.eclipse.jdt.internal.compiler.lookup.ClassScope;
import org.eclipse.jdt.internal.compiler.lookup.CompilationUnitScope;
import org.eclipse.jdt.internal.compiler.lookup.FieldBinding;
import org.eclipse.jdt.internal.compiler.lookup.MethodBinding;
import org.eclipse.jdt.internal.compiler.lookup.MethodScope;
import org.eclipse.jdt.internal.compiler.lookup.ParameterizedTypeBinding;
import org.eclipse.jdt.internal.compiler.lookup.ReferenceBinding;
import org.eclipse.jdt.internal.compiler.lookup.TypeBinding;

/**
 * What a rule's text uses, by the compiler's bindings: every type, member and construct that is not
 * on the list of {@link RuleApi} is refused with its place. {@link ClassGate} asks the same of the
 * bytes that come of it, where nothing can be written in a way that a reader of trees overlooks.
 */
final class Gate extends ASTVisitor {

  private final RuleSource source;
  private final String ownPackage;
  private final RuleApi api = RuleApi.current();
  private final Map<String, String> refused = new LinkedHashMap<>();

  private Gate(RuleSource source, String ownPackage) {
    this.source = source;
    this.ownPackage = ownPackage;
  }

  /**
   * @param ownPackage where packages of this project may be declared; empty for nowhere
   * @return what is refused, see {@link RuleSource#complaint}, in the order of the text
   */
  static List<String> refusals(
      RuleSource source, CompilationUnitDeclaration unit, String ownPackage) {
    Gate gate = new Gate(source, ownPackage);
    gate.names(unit);
    unit.traverse(gate, unit.scope);
    return new ArrayList<>(gate.refused.values());
  }

  private void refuse(ASTNode node, String what) {
    refuse(node.sourceStart, node.sourceEnd, what);
  }

  private void refuse(int start, int end, String what) {
    // One message a line is enough to find it, and one fault often shows in several nodes.
    String complaint = source.complaint(start, end, "a rule may not use " + what);
    refused.putIfAbsent(
        complaint.substring(0, complaint.indexOf(": error:")).replaceAll(":\\d+$", ""), complaint);
  }

  private void names(CompilationUnitDeclaration unit) {
    if (unit.moduleDeclaration != null) {
      refuse(unit.moduleDeclaration, "a module of its own");
    }
    if (unit.currentPackage == null) {
      return;
    }
    String name = CharOperation.toString(unit.currentPackage.tokens);
    boolean own = !ownPackage.isEmpty() && (name + ".").startsWith(ownPackage + ".");
    if (!own
        && (name + ".")
            .matches("(java|javax|jdk|sun|com\\.sun|org\\.(patchwright|eclipse|objectweb))\\..*")) {
      refuse(unit.currentPackage, "the package " + name + ", which is not its own");
    }
  }

  // Types

  private void type(ASTNode node, TypeBinding type) {
    type(node, type, 0);
  }

  private void type(ASTNode node, TypeBinding type, int depth) {
    if (type == null || type.isBaseType() || depth > 8) {
      return;
    }
    TypeBinding leaf = type.leafComponentType();
    if (leaf == null || leaf.isBaseType()) {
      return;
    }
    if (leaf.isTypeVariable() || leaf.isWildcard() || leaf.isIntersectionType()) {
      type(node, leaf.erasure(), depth + 1);
      return;
    }
    if (leaf instanceof ParameterizedTypeBinding generic && generic.arguments != null) {
      for (TypeBinding argument : generic.arguments) {
        type(node, argument, depth + 1);
      }
    }
    if (leaf.erasure() instanceof ReferenceBinding known
        && !isOwn(known)
        && !api.allows(name(known))) {
      refuse(node, shown(known));
    }
  }

  static boolean isOwn(TypeBinding type) {
    return type != null && !(type.erasure() instanceof BinaryTypeBinding);
  }

  /** With {@code .} between packages and {@code $} before nested types. */
  static String name(ReferenceBinding type) {
    return CharOperation.toString(type.compoundName);
  }

  private static String shown(ReferenceBinding type) {
    return name(type).replace('$', '.');
  }

  // Members

  private void method(ASTNode node, MethodBinding method, TypeBinding receiver) {
    if (method == null) {
      return;
    }
    String selector = new String(method.selector);
    ReferenceBinding declaring = (ReferenceBinding) method.declaringClass.erasure();
    TypeBinding through = receiver == null ? declaring : receiver.erasure();
    boolean array = receiver != null && receiver.isArrayType();
    if (!isOwn(declaring) && !array) {
      boolean listed =
          api.allows(name(declaring))
              || through instanceof ReferenceBinding known
                  && !isOwn(known)
                  && api.allows(name(known));
      if (!listed) {
        refuse(node, shown(declaring) + "." + selector);
      }
    }
    member(node, declaring, selector);
    if (through instanceof ReferenceBinding known && !isOwn(known)) {
      member(node, known, selector);
    }
    type(node, method.returnType);
    for (TypeBinding parameter : method.parameters) {
      type(node, parameter);
    }
  }

  /** A member that is left out stays so in whatever extends its type. */
  private void member(ASTNode node, ReferenceBinding type, String member) {
    if (isOwn(type)) {
      return;
    }
    if (!api.allows(name(type), member)) {
      refuse(node, shown(type) + (member.equals("<init>") ? "" : "." + member));
      return;
    }
    ReferenceBinding above = type.superclass();
    if (above != null) {
      member(node, (ReferenceBinding) above.erasure(), member);
    }
    ReferenceBinding[] interfaces = type.superInterfaces();
    if (interfaces != null) {
      for (ReferenceBinding one : interfaces) {
        member(node, (ReferenceBinding) one.erasure(), member);
      }
    }
  }

  private void field(ASTNode node, FieldBinding field) {
    if (field == null || field.declaringClass == null) {
      return;
    }
    ReferenceBinding declaring = (ReferenceBinding) field.declaringClass.erasure();
    if (!isOwn(declaring) && !api.allows(name(declaring))) {
      refuse(node, shown(declaring) + "." + new String(field.name));
    }
    type(node, field.type);
  }

  // Declarations

  private boolean declared(TypeDeclaration type) {
    if ((type.bits & ASTNode.IsAnonymousType) == 0
        && TypeDeclaration.kind(type.modifiers) == TypeDeclaration.ANNOTATION_TYPE_DECL) {
      refuse(type, "an annotation of its own");
    }
    if (type.binding == null) {
      return true;
    }
    ReferenceBinding above = type.binding.superclass();
    if (above != null
        && !isOwn(above)
        && !List.of(
                "java.lang.Object",
                "java.lang.Record",
                "java.lang.Enum",
                "org.patchwright.dataflow.Paths")
            .contains(name((ReferenceBinding) above.erasure()))) {
      refuse(type, "a class that extends " + shown((ReferenceBinding) above.erasure()));
    }
    for (ReferenceBinding one : type.binding.superInterfaces()) {
      ReferenceBinding erased = (ReferenceBinding) one.erasure();
      boolean known =
          isOwn(erased)
              || name(erased).equals("org.patchwright.rule.Rule")
              || name(erased).startsWith("java.util.function.")
              || List.of(
                      "java.lang.Comparable",
                      "java.util.Comparator",
                      "java.util.Iterator",
                      "java.lang.Iterable",
                      "java.lang.CharSequence")
                  .contains(name(erased));
      if (!known) {
        refuse(type, "a class that implements " + shown(erased));
      }
      type(type, one);
    }
    boolean rule = Constancy.isRule(type.binding);
    boolean constant = rule || type.binding.isEnum();
    if (type.fields != null) {
      for (FieldDeclaration one : type.fields) {
        if (one instanceof Initializer block) {
          if (block.isStatic() || constant) {
            refuse(block.sourceStart, block.sourceStart, "an initialiser block");
          }
        } else if (one.binding != null
            && one.getKind() != AbstractVariableDeclaration.ENUM_CONSTANT
            && (one.isStatic() || constant)) {
          constant(
              one,
              one.isStatic() ? "static state that can change" : "state that can change in a rule");
        }
      }
    }
    return true;
  }

  private void constant(FieldDeclaration field, String what) {
    if (!field.binding.isFinal()) {
      refuse(field, what + ": make " + new String(field.name) + " final");
      return;
    }
    Constancy.doubt(field)
        .ifPresent(why -> refuse(field, what + ": " + new String(field.name) + " " + why));
  }

  private boolean declared(AbstractMethodDeclaration method) {
    if (method.binding == null) {
      return true;
    }
    if (method.isNative()) {
      refuse(method, "a native method");
    }
    if ((method.modifiers
            & org.eclipse.jdt.internal.compiler.classfmt.ClassFileConstants.AccSynchronized)
        != 0) {
      refuse(method, "synchronized");
    }
    String name = new String(method.selector);
    boolean question =
        Constancy.isRule(method.binding.declaringClass)
            && List.of("id", "summary", "severity", "subsystem", "triggers").contains(name)
            && method.binding.parameters.length == 0;
    if (question) {
      refuse(method, name + "() of its own: @Check and the class's name say it");
    }
    if (List.of("finalize", "writeObject", "readObject", "readResolve", "writeReplace")
        .contains(name)) {
      refuse(method, "a method " + name);
    }
    type(method, method.binding.returnType);
    for (TypeBinding parameter : method.binding.parameters) {
      type(method, parameter);
    }
    for (ReferenceBinding thrown : method.binding.thrownExceptions) {
      type(method, thrown);
    }
    return true;
  }

  @Override
  public boolean visit(TypeDeclaration type, CompilationUnitScope scope) {
    return declared(type);
  }

  @Override
  public boolean visit(TypeDeclaration type, ClassScope scope) {
    return declared(type);
  }

  @Override
  public boolean visit(TypeDeclaration type, BlockScope scope) {
    return declared(type);
  }

  @Override
  public boolean visit(MethodDeclaration method, ClassScope scope) {
    return declared(method);
  }

  @Override
  public boolean visit(ConstructorDeclaration method, ClassScope scope) {
    return declared(method);
  }

  @Override
  public boolean visit(CompactConstructorDeclaration method, ClassScope scope) {
    return declared(method);
  }

  @Override
  public boolean visit(AnnotationMethodDeclaration method, ClassScope scope) {
    refuse(method, "an annotation of its own");
    return true;
  }

  @Override
  public boolean visit(FieldDeclaration field, MethodScope scope) {
    if (field.binding != null) {
      type(field, field.binding.type);
    }
    return true;
  }

  @Override
  public boolean visit(LocalDeclaration local, BlockScope scope) {
    if (local.binding != null) {
      type(local, local.binding.type);
    }
    return true;
  }

  @Override
  public boolean visit(Argument argument, BlockScope scope) {
    if (argument.binding != null) {
      type(argument, argument.binding.type);
    }
    return true;
  }

  @Override
  public boolean visit(RecordComponent component, BlockScope scope) {
    if (component.binding != null) {
      type(component, component.binding.type);
    }
    return true;
  }

  // Expressions

  @Override
  public boolean visit(MessageSend send, BlockScope scope) {
    method(send, send.binding, send.actualReceiverType);
    type(send, send.resolvedType);
    return true;
  }

  @Override
  public boolean visit(AllocationExpression made, BlockScope scope) {
    type(made, made.resolvedType);
    method(made, made.binding, made.resolvedType);
    return true;
  }

  @Override
  public boolean visit(QualifiedAllocationExpression made, BlockScope scope) {
    type(made, made.resolvedType);
    method(made, made.binding, null);
    return true;
  }

  @Override
  public boolean visit(ExplicitConstructorCall call, BlockScope scope) {
    method(call, call.binding, null);
    return true;
  }

  @Override
  public boolean visit(ReferenceExpression reference, BlockScope scope) {
    type(reference, reference.resolvedType);
    if (reference.lhs != null) {
      type(reference, reference.lhs.resolvedType);
    }
    method(reference, reference.binding, reference.receiverType);
    return true;
  }

  @Override
  public boolean visit(LambdaExpression lambda, BlockScope scope) {
    type(lambda, lambda.resolvedType);
    return true;
  }

  @Override
  public boolean visit(ArrayAllocationExpression made, BlockScope scope) {
    type(made, made.resolvedType);
    long sized =
        java.util.Arrays.stream(made.dimensions).filter(java.util.Objects::nonNull).count();
    if (sized > 1) {
      refuse(made, "an array of several sizes at once");
    }
    return true;
  }

  @Override
  public boolean visit(CastExpression cast, BlockScope scope) {
    type(cast, cast.resolvedType);
    return true;
  }

  @Override
  public boolean visit(ClassLiteralAccess literal, BlockScope scope) {
    type(literal, literal.targetType);
    return true;
  }

  @Override
  public boolean visit(FieldReference reference, BlockScope scope) {
    field(reference, reference.binding);
    type(reference, reference.resolvedType);
    return true;
  }

  @Override
  public boolean visit(SingleNameReference name, BlockScope scope) {
    named(name);
    return true;
  }

  @Override
  public boolean visit(QualifiedNameReference name, BlockScope scope) {
    named(name);
    if (name.otherBindings != null) {
      for (FieldBinding one : name.otherBindings) {
        field(name, one);
      }
    }
    return true;
  }

  private void named(NameReference name) {
    if (name.binding instanceof FieldBinding field) {
      field(name, field);
    } else if (name.binding instanceof TypeBinding type) {
      type(name, type);
    }
    type(name, name.resolvedType);
  }

  @Override
  public boolean visit(SynchronizedStatement statement, BlockScope scope) {
    refuse(statement.sourceStart, statement.sourceStart, "synchronized");
    return true;
  }

  @Override
  public boolean visit(AssertStatement statement, BlockScope scope) {
    refuse(statement, "assert");
    return true;
  }

  @Override
  public boolean visit(TryStatement statement, BlockScope scope) {
    if (statement.finallyBlock != null && statement.isFinallyBlockEscaping()) {
      refuse(statement.finallyBlock, "a finally block that leaves by itself");
    }
    if (statement.catchArguments != null) {
      for (Argument caught : statement.catchArguments) {
        if (caught.type != null) {
          type(caught.type, caught.type.resolvedType);
        }
      }
    }
    return true;
  }

  // Type references

  private boolean reference(TypeReference reference) {
    if (reference.resolvedType == null || !reference.resolvedType.isValidBinding()) {
      return true;
    }
    type(reference, reference.resolvedType);
    return true;
  }

  @Override
  public boolean visit(SingleTypeReference reference, BlockScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(SingleTypeReference reference, ClassScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(QualifiedTypeReference reference, BlockScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(QualifiedTypeReference reference, ClassScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(ParameterizedSingleTypeReference reference, BlockScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(ParameterizedSingleTypeReference reference, ClassScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(ParameterizedQualifiedTypeReference reference, BlockScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(ParameterizedQualifiedTypeReference reference, ClassScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(ArrayTypeReference reference, BlockScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(ArrayTypeReference reference, ClassScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(ArrayQualifiedTypeReference reference, BlockScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(ArrayQualifiedTypeReference reference, ClassScope scope) {
    return reference(reference);
  }

  @Override
  public boolean visit(IntersectionCastTypeReference reference, BlockScope scope) {
    for (TypeReference one : reference.typeReferences) {
      reference(one);
    }
    return true;
  }

  @Override
  public boolean visit(Wildcard wildcard, BlockScope scope) {
    return wildcard.bound == null || reference(wildcard.bound);
  }

  @Override
  public boolean visit(Wildcard wildcard, ClassScope scope) {
    return wildcard.bound == null || reference(wildcard.bound);
  }

  // Annotations

  private boolean annotation(Annotation annotation) {
    type(annotation, annotation.resolvedType);
    return true;
  }

  @Override
  public boolean visit(MarkerAnnotation annotation, BlockScope scope) {
    return annotation(annotation);
  }

  @Override
  public boolean visit(MarkerAnnotation annotation, ClassScope scope) {
    return annotation(annotation);
  }

  @Override
  public boolean visit(NormalAnnotation annotation, BlockScope scope) {
    return annotation(annotation);
  }

  @Override
  public boolean visit(NormalAnnotation annotation, ClassScope scope) {
    return annotation(annotation);
  }

  @Override
  public boolean visit(SingleMemberAnnotation annotation, BlockScope scope) {
    return annotation(annotation);
  }

  @Override
  public boolean visit(SingleMemberAnnotation annotation, ClassScope scope) {
    return annotation(annotation);
  }
}
