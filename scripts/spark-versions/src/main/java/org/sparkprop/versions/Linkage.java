package org.sparkprop.versions;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Enumeration;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Looks whether every method and field of Spark's and Scala's that a jar's own classes name is
 * there on this process's class path, and prints those that are not. Exit status 1 where there are
 * such: no run of an example reaches every line.
 */
public final class Linkage {
  private static final String OWN = "org/sparkprop/";
  private static final String SHADED = "org/sparkprop/shaded/";

  private final TreeSet<String> missing = new TreeSet<>();
  private int looked;

  private Linkage() {}

  public static void main(String[] arguments) throws IOException {
    Linkage linkage = new Linkage();
    try (JarFile jar = new JarFile(arguments[0])) {
      for (Enumeration<JarEntry> e = jar.entries(); e.hasMoreElements(); ) {
        JarEntry entry = e.nextElement();
        String name = entry.getName();
        if (name.startsWith(OWN) && !name.startsWith(SHADED) && name.endsWith(".class")) {
          try (InputStream in = jar.getInputStream(entry)) {
            linkage.lookAt(new ClassReader(in));
          }
        }
      }
    }
    linkage.missing.forEach(System.out::println);
    System.out.printf("%,d names, %d missing%n", linkage.looked, linkage.missing.size());
    System.exit(linkage.missing.isEmpty() && linkage.looked > 0 ? 0 : 1);
  }

  private void lookAt(ClassReader reader) {
    String from = reader.getClassName();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitMethodInsn(
                  int opcode, String owner, String called, String of, boolean isInterface) {
                look(from, owner, called, of);
              }

              @Override
              public void visitFieldInsn(int opcode, String owner, String field, String of) {
                look(from, owner, field, of);
              }

              @Override
              public void visitInvokeDynamicInsn(
                  String called, String of, Handle bootstrap, Object... constants) {
                for (Object constant : constants) {
                  if (constant instanceof Handle handle) {
                    look(from, handle.getOwner(), handle.getName(), handle.getDesc());
                  }
                }
              }
            };
          }
        },
        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  private void look(String from, String owner, String name, String descriptor) {
    if (!owner.startsWith("org/apache/spark/") && !owner.startsWith("scala/")) {
      return;
    }
    looked++;
    String what = owner + "." + name + " " + descriptor;
    try {
      Class<?> type = Class.forName(owner.replace('/', '.'), false, Linkage.class.getClassLoader());
      if (!has(type, name, descriptor)) {
        missing.add(what + ", of " + from);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      missing.add(what + ", of " + from + ": no such class");
    }
  }

  /** In the class itself, what it extends, and all interfaces of these. */
  private static boolean has(Class<?> type, String name, String descriptor) {
    Deque<Class<?>> left = new ArrayDeque<>();
    left.add(type);
    while (!left.isEmpty()) {
      Class<?> next = left.remove();
      if (declares(next, name, descriptor)) {
        return true;
      }
      left.addAll(Arrays.asList(next.getInterfaces()));
      if (next.getSuperclass() != null) {
        left.add(next.getSuperclass());
      } else if (next.isInterface()) {
        left.add(Object.class);
      }
    }
    return false;
  }

  private static boolean declares(Class<?> type, String name, String descriptor) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals(name) && Type.getMethodDescriptor(method).equals(descriptor)) {
        return true;
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (name.equals("<init>") && Type.getConstructorDescriptor(constructor).equals(descriptor)) {
        return true;
      }
    }
    for (Field field : type.getDeclaredFields()) {
      if (field.getName().equals(name) && Type.getDescriptor(field.getType()).equals(descriptor)) {
        return true;
      }
    }
    return false;
  }
}
