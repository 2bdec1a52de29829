package dev.rose.template;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which variable each name of one scope means.
 *
 * <p>A variable is identified by the nesting of the scope that holds it and its name. A scope that
 * assigns a name has a variable of its own, which starts with the outer scope's value each time the
 * scope is entered; a scope that only reads a name shares the outer one's variable. These are
 * Jinja's rules to the letter, because templates show the difference: an assignment in a loop is
 * gone with the iteration, and a macro that is defined before an assignment sees the variable that
 * is assigned later.
 */
final class Symbols {
    /** What a variable holds when its scope is entered. */
    enum Start {
        /** What the scope's owner puts there: a loop, a macro, a {@code with}. */
        PARAMETER,
        /** The variable of the context. */
        CONTEXT,
        /** The value of an outer variable. */
        OUTER,
        /** Nothing. */
        NOTHING
    }

    /**
     * How a variable starts.
     *
     * @param source the name in the context, or the outer variable; otherwise empty
     */
    record Load(Start start, String source) {}

    private static final Load PARAMETER = new Load(Start.PARAMETER, "");
    private static final Load NOTHING = new Load(Start.NOTHING, "");

    private final int level;
    private final @Nullable Symbols parent;
    private final Map<String, String> variables;
    private final Map<String, Load> loads;
    private final Set<String> stores;

    Symbols(@Nullable Symbols parent) {
        this(
                parent == null ? 0 : parent.level + 1,
                parent,
                new HashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashSet<>());
    }

    private Symbols(
            int level,
            @Nullable Symbols parent,
            Map<String, String> variables,
            Map<String, Load> loads,
            Set<String> stores) {
        this.level = level;
        this.parent = parent;
        this.variables = variables;
        this.loads = loads;
        this.stores = stores;
    }

    /** Another scope with the same one around it. */
    Symbols sibling() {
        return new Symbols(parent);
    }

    /** The variables of this scope and how each starts, in the order of their first mention. */
    Map<String, Load> loads() {
        return loads;
    }

    /** The variable that a name means here, or null if the scope never mentions it. */
    @Nullable String find(String name) {
        for (Symbols scope = this; scope != null; scope = scope.parent) {
            String variable = scope.variables.get(name);
            if (variable != null) {
                return variable;
            }
        }
        return null;
    }

    /** The variables that were assigned here or outside, by name. */
    Map<String, String> assigned() {
        Map<String, String> result = new LinkedHashMap<>();
        for (Symbols scope = this; scope != null; scope = scope.parent) {
            for (String name : scope.stores) {
                String variable = find(name);
                if (variable != null) {
                    result.putIfAbsent(name, variable);
                }
            }
        }
        return result;
    }

    void store(String name) {
        stores.add(name);
        if (!variables.containsKey(name)) {
            String outer = parent == null ? null : parent.find(name);
            define(name, outer == null ? NOTHING : new Load(Start.OUTER, outer));
        }
    }

    void load(String name) {
        if (find(name) == null) {
            define(name, new Load(Start.CONTEXT, name));
        }
    }

    String parameter(String name) {
        stores.add(name);
        return define(name, PARAMETER);
    }

    private String define(String name, Load load) {
        String variable = level + " " + name;
        variables.put(name, variable);
        loads.put(variable, load);
        return variable;
    }

    private Symbols copy() {
        return new Symbols(
                level,
                parent,
                new HashMap<>(variables),
                new LinkedHashMap<>(loads),
                new LinkedHashSet<>(stores));
    }

    /** Takes in what the branches of an {@code if} do, only one of which will run. */
    private void join(List<Symbols> branches) {
        Set<String> stored = new HashSet<>();
        branches.forEach(branch -> stored.addAll(branch.stores));
        stored.removeAll(stores);
        for (Symbols branch : branches) {
            variables.putAll(branch.variables);
            loads.putAll(branch.loads);
            stores.addAll(branch.stores);
        }
        for (String name : stored) {
            String variable = variables.get(name);
            if (variable != null) {
                String outer = parent == null ? null : parent.find(name);
                loads.put(
                        variable,
                        outer == null
                                ? new Load(Start.CONTEXT, name)
                                : new Load(Start.OUTER, outer));
            }
        }
    }

    /** Notes what statements of this scope do; not what happens in scopes inside of it. */
    void visit(List<Stmt> statements) {
        statements.forEach(this::visit);
    }

    private void visit(Stmt statement) {
        switch (statement) {
            case Stmt.Print print -> visit(print.value());
            case Stmt.For loop -> visit(loop.iterated());
            case Stmt.If condition -> {
                visit(condition.test());
                Symbols then = copy();
                then.visit(condition.body());
                Symbols otherwise = copy();
                otherwise.visit(condition.otherwise());
                join(List.of(then, otherwise));
            }
            case Stmt.Macro macro -> store(macro.name());
            case Stmt.CallBlock block -> {
                if (block.call() != null) {
                    visit(block.call());
                }
            }
            case Stmt.FilterBlock block -> visit(block.filter());
            case Stmt.With with -> with.values().forEach(this::visit);
            case Stmt.Assign assign -> {
                visit(assign.value());
                visit(assign.target());
            }
            case Stmt.AssignBlock assign -> visit(assign.target());
            case Stmt.OtherTemplate other -> {
                visit(other.template());
                other.names().forEach(this::store);
            }
            case Stmt.Data ignored -> {}
            case Stmt.Scope ignored -> {}
            case Stmt.Block ignored -> {}
            case Stmt.Break ignored -> {}
            case Stmt.Continue ignored -> {}
        }
    }

    private void visit(Target target) {
        switch (target) {
            case Target.Variable variable -> store(variable.name());
            case Target.NamespaceAttribute attribute -> load(attribute.namespace());
            case Target.Several several -> several.targets().forEach(this::visit);
        }
    }

    /** Notes the names of a target whose values the scope's owner provides. */
    void parameters(Target target) {
        switch (target) {
            case Target.Variable variable -> parameter(variable.name());
            case Target.NamespaceAttribute attribute -> load(attribute.namespace());
            case Target.Several several -> several.targets().forEach(this::parameters);
        }
    }

    /** Notes the names that an expression reads. */
    void visit(Expr expression) {
        Names.forEach(expression, name -> load(name.name()));
    }
}
