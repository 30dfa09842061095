package org.patchwright.loader;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Puts a rule's budget into its bytes. See {@link Budget}. */
final class Metering extends ClassVisitor {

  private static final String BUDGET = Type.getInternalName(Budget.class);

  private static final Set<String> FROZEN =
      Set.of("Ljava/util/List;", "Ljava/util/Set;", "Ljava/util/Map;", "Ljava/util/Collection;");

  private Metering(ClassVisitor to) {
    super(Opcodes.ASM9, to);
  }

  /** The class with its steps counted, its arrays bounded, and its constants frozen. */
  static byte[] metered(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Metering(writer), 0);
    return writer.toByteArray();
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    return new Body(super.visitMethod(access, name, descriptor, signature, exceptions));
  }

  private static final class Body extends MethodVisitor {
    private final Set<Label> behind = new HashSet<>();
    private final Set<Label> last = new HashSet<>();
    private boolean atLast;

    Body(MethodVisitor to) {
      super(Opcodes.ASM9, to);
    }

    private void step() {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, BUDGET, "step", "()V", false);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      step();
    }

    /** What runs in any case must not swallow the end of a rule: it ends there once more. */
    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
      if (type == null) {
        last.add(handler);
      }
      super.visitTryCatchBlock(start, end, handler, type);
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
      stepAtLast();
      super.visitVarInsn(opcode, slot);
    }

    @Override
    public void visitInsn(int opcode) {
      stepAtLast();
      super.visitInsn(opcode);
    }

    private void stepAtLast() {
      if (atLast) {
        atLast = false;
        step();
      }
    }

    @Override
    public void visitLabel(Label label) {
      behind.add(label);
      atLast |= last.contains(label);
      super.visitLabel(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      if (behind.contains(label)) {
        step();
      }
      super.visitJumpInsn(opcode, label);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
      step();
      super.visitTableSwitchInsn(min, max, other, labels);
    }

    @Override
    public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
      step();
      super.visitLookupSwitchInsn(other, keys, labels);
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      if (opcode == Opcodes.NEWARRAY) {
        size();
      }
      super.visitIntInsn(opcode, operand);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (opcode == Opcodes.ANEWARRAY) {
        size();
      }
      super.visitTypeInsn(opcode, type);
    }

    private void size() {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, BUDGET, "size", "(I)I", false);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (opcode == Opcodes.PUTSTATIC && FROZEN.contains(descriptor)) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            BUDGET,
            "frozen",
            "(Ljava/lang/Object;)Ljava/lang/Object;",
            false);
        super.visitTypeInsn(Opcodes.CHECKCAST, Type.getType(descriptor).getInternalName());
      }
      super.visitFieldInsn(opcode, owner, name, descriptor);
    }
  }
}
