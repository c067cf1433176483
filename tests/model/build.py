"""Models written down as IR, without the front end: the words to say them in, and two benchmarks.

Expressions are built by the short functions below, which know the types of the variables of the
`Builder` they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gmpcheck.model import ir
from gmpcheck.model.types import Array, Bool, Enum, Int, Machine, Optional, Queue, Range, Struct, Type
from gmpcheck.source import NOWHERE, Source, Span

BOOL, INT = Bool(), Int()


def const(value: Any, t: Type = INT) -> ir.Const:
    return ir.Const(value, BOOL if isinstance(value, bool) else t)


TRUE = const(True)


def local(slot: int, t: Type) -> ir.Local:
    return ir.Local(slot, t)


def eq(a: ir.Expr, b: ir.Expr) -> ir.Compare:
    return ir.Compare("==", a, b, BOOL)


def compare(op: Any, a: ir.Expr, b: ir.Expr) -> ir.Compare:
    return ir.Compare(op, a, b, BOOL)


def ne(a: ir.Expr, b: ir.Expr) -> ir.Compare:
    return ir.Compare("!=", a, b, BOOL)


def negated(a: ir.Expr) -> ir.Not:
    return ir.Not(a, BOOL)


def conj(*parts: ir.Expr) -> ir.Expr:
    return _chain("&&", parts)


def disj(*parts: ir.Expr) -> ir.Expr:
    return _chain("||", parts)


def implies(a: ir.Expr, b: ir.Expr) -> ir.Expr:
    return ir.Logic("==>", a, b, BOOL)


def _chain(op: Any, parts: Sequence[ir.Expr]) -> ir.Expr:
    whole = parts[0]
    for part in parts[1:]:
        whole = ir.Logic(op, whole, part, BOOL)
    return whole


def arithmetic(op: Any, a: ir.Expr, b: ir.Expr) -> ir.Arithmetic:
    return ir.Arithmetic(op, a, b, INT)


def inspect(op: Any, base: ir.Expr) -> ir.Inspect:
    t: Type = INT if op in ("len", "cap") else BOOL
    if op in ("front", "back") and isinstance(base.type, Queue):
        t = base.type.element
    return ir.Inspect(op, base, t)


def forall(slot: int, t: Type, body: ir.Expr) -> ir.Quantifier:
    return ir.Quantifier("forall", slot, ir.ValuesOf(t), body, BOOL)


def exists(slot: int, t: Type, body: ir.Expr) -> ir.Quantifier:
    return ir.Quantifier("exists", slot, ir.ValuesOf(t), body, BOOL)


def counted(slot: int, t: Type, body: ir.Expr) -> ir.Quantifier:
    return ir.Quantifier("count", slot, ir.ValuesOf(t), body, INT)


def some(a: ir.Expr) -> ir.Expr:
    """`a` where it must not be nil."""
    assert isinstance(a.type, Optional)
    return ir.Checked(a, a.type.inner)


def written(text: str, expr: Any) -> Any:
    """The same node as if `text` stood for it in a spec."""
    fields = {name: getattr(expr, name) for name in expr.__dataclass_fields__}
    return type(expr)(**{**fields, "span": Span(Source("test.gmp", text), 0, len(text))})


class Builder:
    """Collects the declarations of a model."""

    def __init__(self, name: str = "test") -> None:
        self.name = name
        self.machines: list[Machine] = []
        self.variables: list[ir.Variable] = []
        self.functions: list[ir.Function] = []
        self.actions: list[ir.Action] = []
        self.processes: list[ir.Process] = []
        self.properties: list[ir.Property] = []
        self.rest: dict[str, Any] = {}

    def machine(self, name: str, size: int) -> Machine:
        self.machines.append(Machine(name, size))
        return self.machines[-1]

    def var(self, name: str, t: Type, start: Any = None, **more: Any) -> int:
        """A variable; `start` None means `any`."""
        begin = ir.AnyValue() if start is None else ir.Fixed(start)
        self.variables.append(ir.Variable(name, t, begin, **more))
        return len(self.variables) - 1

    def nil(self, name: str, t: Type) -> int:
        self.variables.append(ir.Variable(name, t, ir.Fixed(None)))
        return len(self.variables) - 1

    def field(self, machine: Machine, name: str, t: Type, start: Any, role: Any = "field") -> int:
        """A field with one initial value for all, or a tuple of one each."""
        every = start if isinstance(start, list) else [start] * machine.size
        whole = f"{machine.name}.{name}"
        return self.var(whole, Array(machine, t), tuple(every), owner=machine.name, role=role)

    def get(self, variable: int, *indices: ir.Expr) -> ir.Expr:
        t = self.variables[variable].type
        expr: ir.Expr = ir.StateVar(variable, t)
        for index in indices:
            assert isinstance(t, Array | Queue)
            t = t.element
            expr = ir.Element(expr, index, t)
        return expr

    def place(self, variable: int, *path: ir.Expr | int) -> ir.Place:
        """An index is an expression, a field of a struct its number."""
        t = self.variables[variable].type
        steps: list[ir.At | ir.In] = []
        for step in path:
            if isinstance(step, int):
                assert isinstance(t, Struct)
                steps.append(ir.In(step))
                t = t.fields[step][1]
            else:
                assert isinstance(t, Array)
                steps.append(ir.At(step))
                t = t.element
        return ir.Place(variable, tuple(steps), t)

    def set(self, variable: int, *path_and_value: Any) -> ir.Assign:
        *path, value = path_and_value
        return ir.Assign(self.place(variable, *path), value)

    def action(
        self,
        name: str,
        params: Sequence[tuple[str, Type]] = (),
        guard: ir.Expr = TRUE,
        body: Sequence[ir.Stmt] = (),
        slots: int = 8,
        **more: Any,
    ) -> int:
        parameters = tuple(ir.Parameter(n, t, i) for i, (n, t) in enumerate(params))
        action = ir.Action(name, name, parameters, guard, tuple(body), slots, None, **more)
        self.actions.append(action)
        return len(self.actions) - 1

    def prop(self, kind: Any, name: str, expr: ir.Expr, params: Sequence[tuple[str, Type]] = ()) -> None:
        parameters = tuple(ir.Parameter(n, t, i) for i, (n, t) in enumerate(params))
        self.properties.append(ir.Property(name, kind, parameters, ir.Atom(expr), 8))

    def model(self) -> ir.Model:
        fields: dict[str, Any] = {
            "start_where": (),
            "init": (),
            "init_where": (),
            "ends": (),
            "deadlock_off": False,
            "bounds": (),
        }
        fields.update(self.rest)
        return ir.Model(
            name=self.name,
            variant=None,
            settings=(),
            machines=tuple(self.machines),
            statuses=(),
            variables=tuple(self.variables),
            functions=tuple(self.functions),
            actions=tuple(self.actions),
            processes=tuple(self.processes),
            properties=tuple(self.properties),
            claims=(),
            ordered=(),
            span=NOWHERE,
            **fields,
        )


def predicate(expr: ir.Expr, slots: int = 8) -> ir.Predicate:
    return ir.Predicate(expr, slots, span=expr.span)


DIVIDES = arithmetic("/", const(6), const(0))
"""Evaluating this is a fault."""


def counter(top: int = 5, wraps: bool = True) -> tuple[Builder, ir.Expr, int]:
    """A number that is counted up to `top`, and then back to 0 where it wraps."""
    b = Builder()
    x = b.var("x", Range(0, top), 0)
    value = b.get(x)
    b.action("up", [], compare("<", value, const(top)), [b.set(x, arithmetic("+", value, const(1)))])
    if wraps:
        b.action("wrap", [], eq(value, const(top)), [b.set(x, const(0))])
    return b, value, x


def gmp(ng: int, nm: int, np: int, k: int, strict: bool = False) -> ir.Model:
    """The benchmark model: Gs, Ms and Ps, local and global queues, stealing, syscalls, retaking.

    `strict` leaves out `quiesce`, so that the states of rest are deadlocks.
    """
    b = Builder("gmp")
    g, m, p = b.machine("G", ng), b.machine("M", nm), b.machine("P", np)
    gs = Enum("G.status", ("runnable", "running", "syscall", "waiting", "dead"))
    ms = Enum("M.status", ("idle", "spinning", "running", "syscall", "blocked_syscall"))
    ps = Enum("P.status", ("idle", "running", "syscall"))
    first = tuple(range(min(k, ng)))
    gst = b.field(g, "status", gs, 0, "status")
    mst = b.field(m, "status", ms, 0, "status")
    mp = b.field(m, "p", Optional(p), [None] * nm)
    mg = b.field(m, "g", Optional(g), [None] * nm)
    pst = b.field(p, "status", ps, 0, "status")
    lq = b.field(p, "runq", Queue(g, k), [first] + [()] * (np - 1))
    gq = b.var("globq", Queue(g, ng), tuple(range(len(first), ng)))

    def is_(variable: int, index: ir.Expr, t: Enum, label: str) -> ir.Expr:
        return eq(b.get(variable, index), const(t.labels.index(label), t))

    def to(variable: int, index: ir.Expr, t: Enum, label: str) -> ir.Stmt:
        return b.set(variable, index, const(t.labels.index(label), t))

    me, arg_p, arg_h = local(0, m), local(1, p), local(1, g)
    my_p, my_g = some(b.get(mp, me)), some(b.get(mg, me))
    nil_p, nil_g = const(None, Optional(p)), const(None, Optional(g))
    globq = b.get(gq)
    b.functions.append(
        ir.Function(
            "work",
            (),
            BOOL,
            disj(
                negated(inspect("empty", globq)),
                exists(0, p, negated(inspect("empty", b.get(lq, local(0, p))))),
            ),
            1,
        )
    )
    work = ir.Call(0, (), BOOL)
    looking = conj(is_(mst, me, ms, "spinning"), eq(b.get(mg, me), nil_g))
    running = is_(mst, me, ms, "running")
    drop = [to(mst, me, ms, "spinning"), b.set(mg, me, nil_g)]

    def push(whose: ir.Expr, what: ir.Expr) -> ir.Stmt:
        return ir.If(
            inspect("full", b.get(lq, whose)),
            (ir.Push(b.place(gq), what, "back"),),
            (ir.Push(b.place(lq, whose), what, "back"),),
        )

    on_m, on_mp = [("m", m)], [("m", m), ("p", p)]
    b.action(
        "start_m",
        on_mp,
        conj(is_(mst, me, ms, "idle"), is_(pst, arg_p, ps, "idle"), work),
        [to(mst, me, ms, "spinning"), b.set(mp, me, arg_p), to(pst, arg_p, ps, "running")],
    )
    b.action(
        "find_local",
        on_m,
        conj(looking, negated(inspect("empty", b.get(lq, my_p)))),
        [ir.Pop(b.place(lq, my_p), "front", b.place(mg, me))],
    )
    b.action(
        "find_global",
        on_m,
        conj(looking, negated(inspect("empty", globq))),
        [ir.Pop(b.place(gq), "front", b.place(mg, me))],
    )
    half = arithmetic("/", arithmetic("+", inspect("len", b.get(lq, arg_p)), const(1)), const(2))
    b.action(
        "steal",
        [("m", m), ("v", p)],
        conj(
            looking,
            ne(arg_p, b.get(mp, me)),
            inspect("empty", b.get(lq, my_p)),
            inspect("empty", globq),
            negated(inspect("empty", b.get(lq, arg_p))),
        ),
        [ir.MoveTo(b.place(lq, arg_p), b.place(lq, my_p), half)],
    )
    b.action(
        "stop_m",
        on_m,
        conj(looking, negated(work)),
        [to(pst, my_p, ps, "idle"), to(mst, me, ms, "idle"), b.set(mp, me, nil_p)],
    )
    b.action(
        "execute",
        on_m,
        conj(is_(mst, me, ms, "spinning"), ne(b.get(mg, me), nil_g)),
        [to(gst, my_g, gs, "running"), to(mst, me, ms, "running")],
    )
    b.action("yield", on_m, running, [to(gst, my_g, gs, "runnable"), push(my_p, my_g), *drop])
    b.action("block", on_m, running, [to(gst, my_g, gs, "waiting"), *drop])
    b.action(
        "wake",
        [("m", m), ("h", g)],
        conj(running, is_(gst, arg_h, gs, "waiting")),
        [to(gst, arg_h, gs, "runnable"), push(my_p, arg_h)],
    )

    def all_three(label: str) -> list[ir.Stmt]:
        return [to(gst, my_g, gs, label), to(mst, me, ms, label), to(pst, my_p, ps, label)]

    b.action("enter_syscall", on_m, running, all_three("syscall"))
    b.action("exit_syscall_fast", on_m, is_(mst, me, ms, "syscall"), all_three("running"))
    b.action(
        "retake",
        on_m,
        is_(mst, me, ms, "syscall"),
        [to(mst, me, ms, "blocked_syscall"), to(pst, my_p, ps, "idle"), b.set(mp, me, nil_p)],
    )
    b.action(
        "exit_syscall_slow_acquire",
        on_mp,
        conj(is_(mst, me, ms, "blocked_syscall"), is_(pst, arg_p, ps, "idle")),
        [
            to(gst, my_g, gs, "running"),
            to(mst, me, ms, "running"),
            b.set(mp, me, arg_p),
            to(pst, arg_p, ps, "running"),
        ],
    )
    b.action(
        "exit_syscall_slow_queue",
        on_m,
        conj(
            is_(mst, me, ms, "blocked_syscall"),
            forall(1, p, negated(is_(pst, local(1, p), ps, "idle"))),
        ),
        [
            to(gst, my_g, gs, "runnable"),
            ir.Push(b.place(gq), my_g, "back"),
            to(mst, me, ms, "idle"),
            b.set(mg, me, nil_g),
        ],
    )
    b.action("exit", on_m, running, [to(gst, my_g, gs, "dead"), *drop])
    each_g, each_m = local(0, g), local(0, m)
    rest = conj(
        forall(0, g, disj(is_(gst, each_g, gs, "waiting"), is_(gst, each_g, gs, "dead"))),
        forall(0, m, is_(mst, each_m, ms, "idle")),
    )
    if not strict:
        b.action("quiesce", (), rest)
    holder = counted(1, m, eq(b.get(mp, local(1, m)), local(0, p)))
    idle_p = is_(pst, local(0, p), ps, "idle")
    one = ir.Conditional(idle_p, const(0), const(1), INT)
    owned = implies(
        is_(mst, each_m, ms, "running"),
        conj(
            ne(b.get(mg, each_m), nil_g),
            ne(b.get(mp, each_m), nil_p),
            is_(gst, some(b.get(mg, each_m)), gs, "running"),
        ),
    )
    b.prop("invariant", "ownership", conj(forall(0, p, eq(holder, one)), forall(0, m, owned)))
    return b.model()


def peterson(n: int) -> ir.Model:
    """Peterson's filter lock for n processes; the wait is one atomic test."""
    b = Builder("peterson")
    pid, level = Range(0, n - 1), Range(0, n - 1)
    labels = Enum("Pc", ("try", "level", "last", "wait", "critical"))
    pc = b.var("pc", Array(pid, labels), (0,) * n)
    own = b.var("l", Array(pid, level), (0,) * n)
    levels = b.var("level", Array(pid, level), (0,) * n)
    last = b.var("last", Array(level, pid), (0,) * n)
    me, other = local(0, pid), local(1, pid)
    mine = b.get(own, me)

    def at(index: ir.Expr, label: str) -> ir.Expr:
        return eq(b.get(pc, index), const(labels.labels.index(label), labels))

    def to(label: str) -> ir.Stmt:
        return b.set(pc, me, const(labels.labels.index(label), labels))

    params = [("i", pid)]
    b.action("try", params, at(me, "try"), [b.set(own, me, const(1)), to("level")])
    b.action("level", params, at(me, "level"), [b.set(levels, me, mine), to("last")])
    b.action("last", params, at(me, "last"), [b.set(last, mine, me), to("wait")])
    passed = disj(
        ne(b.get(last, mine), me),
        forall(1, pid, disj(eq(other, me), compare("<", b.get(levels, other), mine))),
    )
    up = ir.If(
        compare("<", mine, const(n - 1)),
        (b.set(own, me, arithmetic("+", mine, const(1))), to("level")),
        (to("critical"),),
    )
    b.action("wait", params, conj(at(me, "wait"), passed), [up])
    back = [to("try"), b.set(own, me, const(0)), b.set(levels, me, const(0))]
    b.action("leave", params, at(me, "critical"), back)
    busy = conj(at(local(0, pid), "critical"), at(other, "critical"))
    mutex = forall(0, pid, forall(1, pid, disj(eq(local(0, pid), other), negated(busy))))
    b.prop("invariant", "mutex", mutex)
    return b.model()
