package org.patchwright.dataflow;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A map that copies share until one of them is written to: most states of a path are copied and
 * never changed. Its views can be looked through and cleared by a condition, no more.
 */
final class Shared<K, V> extends AbstractMap<K, V> {

  private final UnaryOperator<Map<K, V>> clone;
  private Map<K, V> map;
  private boolean own;
  private int hash;
  private boolean hashed;

  /**
   * @param map taken over: nobody else may hold it
   * @param clone makes a map of the same kind with the same content
   */
  Shared(Map<K, V> map, UnaryOperator<Map<K, V>> clone) {
    this(map, clone, true);
  }

  private Shared(Map<K, V> map, UnaryOperator<Map<K, V>> clone, boolean own) {
    this.map = map;
    this.clone = clone;
    this.own = own;
  }

  Shared<K, V> copy() {
    own = false;
    Shared<K, V> copy = new Shared<>(map, clone, false);
    copy.hash = hash;
    copy.hashed = hashed;
    return copy;
  }

  private Map<K, V> own() {
    if (!own) {
      map = clone.apply(map);
      own = true;
    }
    return map;
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public boolean isEmpty() {
    return map.isEmpty();
  }

  @Override
  public V get(Object key) {
    return map.get(key);
  }

  @Override
  public V getOrDefault(Object key, V other) {
    return map.getOrDefault(key, other);
  }

  @Override
  public boolean containsKey(Object key) {
    return map.containsKey(key);
  }

  @Override
  public V put(K key, V value) {
    V before = map.get(key);
    if (before == value) {
      return value;
    }
    if (hashed) {
      hash += hash(key, value) - (before == null ? 0 : hash(key, before));
    }
    return own().put(key, value);
  }

  /** What an entry adds to the hash of the map. */
  private static int hash(Object key, Object value) {
    return key.hashCode() ^ value.hashCode();
  }

  @Override
  public V putIfAbsent(K key, V value) {
    V known = map.get(key);
    if (known == null) {
      put(key, value);
    }
    return known;
  }

  @Override
  public V remove(Object key) {
    V before = map.get(key);
    if (before != null) {
      if (hashed) {
        hash -= hash(key, before);
      }
      own().remove(key);
    }
    return before;
  }

  @Override
  public void clear() {
    if (!map.isEmpty()) {
      map = clone.apply(Map.of());
      own = true;
      hashed = false;
    }
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> to) {
    hashed = false;
    own().replaceAll(to);
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> each) {
    map.forEach(each);
  }

  /** Puts other values in the place of some. */
  void replaceIf(Predicate<V> concerned, UnaryOperator<V> to) {
    for (V value : map.values()) {
      if (concerned.test(value)) {
        hashed = false;
        own().replaceAll((key, old) -> concerned.test(old) ? to.apply(old) : old);
        return;
      }
    }
  }

  private boolean removeEntries(Predicate<? super Map.Entry<K, V>> which) {
    for (Map.Entry<K, V> entry : map.entrySet()) {
      if (which.test(entry)) {
        hashed = false;
        return own().entrySet().removeIf(which);
      }
    }
    return false;
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return map.entrySet().iterator();
      }

      @Override
      public int size() {
        return map.size();
      }

      @Override
      public boolean removeIf(Predicate<? super Map.Entry<K, V>> which) {
        return removeEntries(which);
      }
    };
  }

  @Override
  public Set<K> keySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<K> iterator() {
        return map.keySet().iterator();
      }

      @Override
      public int size() {
        return map.size();
      }

      @Override
      public boolean contains(Object key) {
        return map.containsKey(key);
      }

      @Override
      public boolean removeIf(Predicate<? super K> which) {
        return removeEntries(entry -> which.test(entry.getKey()));
      }
    };
  }

  @Override
  public Collection<V> values() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<V> iterator() {
        return map.values().iterator();
      }

      @Override
      public int size() {
        return map.size();
      }

      @Override
      public boolean removeIf(Predicate<? super V> which) {
        return removeEntries(entry -> which.test(entry.getValue()));
      }
    };
  }

  /** Whether neither of two has been written to since one was copied from the other. */
  boolean isShared(Shared<K, V> other) {
    return map == other.map;
  }

  /** False only if the two differ: told by their hashes, which are kept. */
  boolean mayEqual(Shared<K, V> other) {
    return map == other.map || map.size() == other.map.size() && hashCode() == other.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shared<?, ?> that
        ? map == that.map
            || map.size() == that.map.size()
                && hashCode() == that.hashCode()
                && map.equals(that.map)
        : map.equals(other);
  }

  /** Found once and then kept up with what is put in: states are compared with many others. */
  @Override
  public int hashCode() {
    if (!hashed) {
      hash = map.hashCode();
      hashed = true;
    }
    return hash;
  }
}
