package dev.rose.engine.prefix;

import dev.rose.model.SequenceState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Caches of token sequences, found by the longest prefix that they share with a prompt. A radix
 * tree: each edge is a run of tokens, each state hangs on the node where its tokens end, and serves
 * every prompt that shares tokens with it from the root on, where the model's memory can be cut.
 *
 * <p>Owned by one thread, which copies a state before it changes the cache again; so nothing is
 * evicted under a reader. States belong to the cache once they are put in.
 */
public final class PrefixCache implements AutoCloseable {

    /**
     * A state that shares tokens with a prompt.
     *
     * @param state belongs to the cache; valid until the next call that changes it
     * @param shared tokens that it shares with the prompt, from 1 to its length
     */
    public record Match(SequenceState state, int shared) {}

    private static final class Node {
        private @Nullable Node parent;
        private final Map<Integer, Node> children = new HashMap<>();
        private int[] edge;
        private @Nullable SequenceState state;
        private boolean pinned;

        Node(int[] edge, @Nullable Node parent) {
            this.edge = edge;
            this.parent = parent;
        }
    }

    private final long capacity;
    private final boolean canCut;
    private final Node root = new Node(new int[0], null);
    // Nodes with a state in the order of use, the least recent first.
    private final LinkedHashMap<Node, Boolean> used = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * @param capacity of all states that are not pinned, in bytes
     * @param canCut whether a longer state can be shortened to what is shared
     */
    public PrefixCache(long capacity, boolean canCut) {
        this.capacity = capacity;
        this.canCut = canCut;
    }

    /**
     * A state that shares most tokens with the beginning of {@code prompt}.
     *
     * @param most tokens that can be used: the last of a prompt is computed anew for its logits
     */
    public Optional<Match> longest(int[] prompt, int most) {
        var node = root;
        int matched = 0;
        @Nullable Node whole = null;
        int wholeLength = 0;
        while (true) {
            if (node.state != null && matched <= most) {
                whole = node;
                wholeLength = matched;
            }
            var child = matched < prompt.length ? node.children.get(prompt[matched]) : null;
            if (child == null) {
                break;
            }
            int shared = shared(child.edge, prompt, matched);
            matched += shared;
            node = child;
            if (shared < child.edge.length) {
                break;
            }
        }
        int usable = Math.min(matched, most);
        if (canCut && usable > wholeLength) {
            // Everything below this node begins with the tokens that matched.
            return Optional.of(use(nearest(node), usable));
        }
        return whole == null || wholeLength == 0
                ? Optional.empty()
                : Optional.of(use(whole, wholeLength));
    }

    /** Whether the cache holds exactly these tokens. */
    public boolean contains(int[] tokens) {
        var node = find(tokens);
        return node != null && node.state != null;
    }

    /**
     * Keeps the state of exactly these tokens until the cache is closed; false where there is none.
     */
    public boolean pin(int[] tokens) {
        var node = find(tokens);
        if (node == null || node.state == null) {
            return false;
        }
        if (!node.pinned) {
            node.pinned = true;
            bytes -= node.state.byteSize();
        }
        return true;
    }

    private @Nullable Node find(int[] tokens) {
        var node = root;
        int at = 0;
        while (at < tokens.length) {
            var child = node.children.get(tokens[at]);
            if (child == null || shared(child.edge, tokens, at) < child.edge.length) {
                return null;
            }
            at += child.edge.length;
            node = child;
        }
        return node;
    }

    /**
     * Keeps a state, and makes room for it by dropping those that were not used for longest.
     *
     * @param tokens of the state, {@link SequenceState#length} of them, at least one
     * @param pinned whether it stays until the cache is closed
     */
    public void put(int[] tokens, SequenceState state, boolean pinned) {
        if (tokens.length != state.length() || tokens.length == 0) {
            throw new IllegalArgumentException(
                    "%d tokens for a state of %d".formatted(tokens.length, state.length()));
        }
        if (!pinned && state.byteSize() > capacity) {
            state.close();
            return;
        }
        var node = nodeFor(tokens);
        boolean keepPin = pinned || node.pinned;
        drop(node);
        node.state = state;
        node.pinned = keepPin;
        used.put(node, true);
        if (!keepPin) {
            bytes += state.byteSize();
            evict(node, capacity);
        }
    }

    /** Number of states. */
    public int size() {
        return used.size();
    }

    /** Memory of the states that are not pinned, in bytes. */
    public long byteSize() {
        return bytes;
    }

    /** Drops what was not used for longest, until no more than {@code most} bytes are left. */
    public void shrink(long most) {
        evict(root, most);
    }

    /** Frees all states. Idempotent. */
    @Override
    public void close() {
        for (var node : used.keySet().toArray(new Node[0])) {
            drop(node);
        }
        used.clear();
        root.children.clear();
    }

    private Match use(Node node, int shared) {
        used.get(node);
        var state = node.state;
        if (state == null) {
            throw new IllegalStateException("a node without a state was matched");
        }
        return new Match(state, shared);
    }

    /** The node at or below {@code node} whose state is the nearest; there is one below each. */
    private static Node nearest(Node node) {
        var at = node;
        while (at.state == null) {
            at = at.children.values().iterator().next();
        }
        return at;
    }

    private Node nodeFor(int[] tokens) {
        var node = root;
        int at = 0;
        while (at < tokens.length) {
            var child = node.children.get(tokens[at]);
            if (child == null) {
                var leaf = new Node(Arrays.copyOfRange(tokens, at, tokens.length), node);
                node.children.put(tokens[at], leaf);
                return leaf;
            }
            int shared = shared(child.edge, tokens, at);
            if (shared < child.edge.length) {
                child = split(child, shared);
            }
            at += shared;
            node = child;
        }
        return node;
    }

    /** Puts a node into the middle of the edge to {@code node}, and gives it. */
    private static Node split(Node node, int at) {
        var parent = node.parent;
        if (parent == null) {
            throw new IllegalStateException("the root has no edge");
        }
        var middle = new Node(Arrays.copyOf(node.edge, at), parent);
        parent.children.put(middle.edge[0], middle);
        node.edge = Arrays.copyOfRange(node.edge, at, node.edge.length);
        node.parent = middle;
        middle.children.put(node.edge[0], node);
        return middle;
    }

    private void evict(Node keep, long most) {
        var oldest = used.keySet().toArray(new Node[0]);
        for (var node : oldest) {
            if (bytes <= most) {
                return;
            }
            if (node != keep && !node.pinned) {
                drop(node);
                prune(node);
            }
        }
    }

    private void drop(Node node) {
        var state = node.state;
        if (state != null) {
            if (!node.pinned) {
                bytes -= state.byteSize();
            }
            node.state = null;
            used.remove(node);
            state.close();
        }
    }

    /** Removes nodes that lead nowhere. */
    private static void prune(Node node) {
        var at = node;
        while (at.parent != null && at.state == null && at.children.isEmpty()) {
            at.parent.children.remove(at.edge[0]);
            at = at.parent;
        }
    }

    private static int shared(int[] edge, int[] tokens, int from) {
        int most = Math.min(edge.length, tokens.length - from);
        int shared = 0;
        while (shared < most && edge[shared] == tokens[from + shared]) {
            shared++;
        }
        return shared;
    }
}
