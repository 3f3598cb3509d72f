"""What each outcome of a decision is worth, and how many rows the file stands for."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Payoff:
    """Money of one row: constant + per_amount x the row's amount. Money in is positive."""

    constant: float = 0.0
    per_amount: float = 0.0

    def __sub__(self, other: Payoff) -> Payoff:
        return Payoff(self.constant - other.constant, self.per_amount - other.per_amount)

    def minus(self, cost: float) -> Payoff:
        """The same payoff after a cost that does not depend on the amount."""
        return Payoff(self.constant - cost, self.per_amount)


@dataclass(frozen=True)
class Payoffs:
    """Four signed payoffs, the cost of each treatment, and a cost that does not grow with volume.

    true_positive and false_positive are what a treated row brings, false_negative and
    true_negative what an untreated one does. The fixed cost is paid when something is treated,
    or always (`fixed_cost_always`) when it is spent already. Source: metrics spec 3.2.
    """

    true_positive: Payoff = field(default_factory=Payoff)
    false_positive: Payoff = field(default_factory=Payoff)
    false_negative: Payoff = field(default_factory=Payoff)
    true_negative: Payoff = field(default_factory=Payoff)
    cost_per_action: float = 0.0
    fixed_cost: float = 0.0
    fixed_cost_always: bool = False

    @property
    def treated_positive(self) -> Payoff:
        """A treated positive after the cost of treating it."""
        return self.true_positive.minus(self.cost_per_action)

    @property
    def treated_negative(self) -> Payoff:
        """A treated negative after the cost of treating it."""
        return self.false_positive.minus(self.cost_per_action)

    @property
    def right_action(self) -> Payoff:
        """What treating a positive is worth, against leaving it: a - c - r."""
        return self.treated_positive - self.false_negative

    @property
    def wrong_action(self) -> Payoff:
        """What treating a negative costs, against leaving it: d - b + r."""
        return self.true_negative - self.treated_negative

    @property
    def by_amount(self) -> bool:
        """Whether any payoff depends on the row's amount."""
        return any(
            payoff.per_amount
            for payoff in (
                self.true_positive,
                self.false_positive,
                self.false_negative,
                self.true_negative,
            )
        )


def is_reasonable(payoffs: Payoffs) -> bool:
    """Whether treating a positive pays and treating a negative costs something.

    Otherwise treating by score makes no sense, and payoffs were probably entered twice or with
    the wrong sign. Defined for payoffs without amounts. Source: metrics spec 3.2.

    >>> is_reasonable(Payoffs(true_positive=Payoff(99), false_positive=Payoff(-1)))
    True
    >>> is_reasonable(Payoffs(true_positive=Payoff(-3), false_positive=Payoff(-1)))
    False
    """
    return payoffs.right_action.constant > 0 and payoffs.wrong_action.constant > 0


def mean_payoff(payoff: Payoff, amount: float | None, cases: float) -> float | None:
    """Return a payoff at the mean amount of its rows: constant + per_amount x amount / cases.

    `amount` is the sum over the rows, `cases` their weight. None where the payoff grows with an
    amount that is not known, or of no rows; a constant one needs neither. Source: metrics spec 3.2.

    >>> mean_payoff(Payoff(-4, 0.9), amount=1000.0, cases=10.0)
    86.0
    """
    if not payoff.per_amount:
        return payoff.constant
    return (
        payoff.constant + payoff.per_amount * amount / cases
        if amount is not None and cases
        else None
    )


def break_even_probability(payoffs: Payoffs) -> float | None:
    """Return the chance of a positive from which treating pays: wrong / (wrong + right).

    right = a - c - r, wrong = d - b + r, in money. Means something only for calibrated scores;
    outside 0 to 1 where the payoffs are not reasonable. None where right + wrong is zero or where
    payoffs depend on the amount. Source: metrics spec 3.2.

    >>> break_even_probability(Payoffs(true_positive=Payoff(99), false_positive=Payoff(-1)))
    0.01
    """
    right, wrong = payoffs.right_action.constant, payoffs.wrong_action.constant
    if payoffs.by_amount or right + wrong == 0:
        return None
    return wrong / (wrong + right)


@dataclass(frozen=True)
class Population:
    """Whom the file stands for: their number, and the share of positives among them.

    None takes the file's own weight and share. A share of its own reweights positives and
    negatives; it assumes that scores behave the same within each class. Source: metrics spec 3.3.
    """

    size: float | None = None
    prevalence: float | None = None

    def __post_init__(self) -> None:
        if self.size is not None and not self.size > 0:
            raise ValueError("the population must be above zero")
        if self.prevalence is not None and not 0 < self.prevalence < 1:
            raise ValueError("the share of positives must lie between 0 and 1")

    def scales(self, positives: float, negatives: float) -> tuple[float, float]:
        """How many people one unit of weight stands for, among positives and negatives."""
        total = positives + negatives
        size = total if self.size is None else self.size
        if self.prevalence is None:
            return size / total, size / total
        if not positives or not negatives:
            raise ValueError("a share of positives needs both outcomes in the file")
        return size * self.prevalence / positives, size * (1 - self.prevalence) / negatives


@dataclass(frozen=True)
class Limits:
    """How many may be treated: as a number of the population, by money, or both; None is free."""

    volume: float | None = None
    budget: float | None = None

    def share(self, payoffs: Payoffs, size: float) -> float | None:
        """Return the largest share that may be treated; None without a limit, 0 for nothing.

        volume / N, and (budget - fixed cost) / (cost per action x N); a budget below the fixed
        cost allows nothing. Source: metrics spec 3.4.

        >>> spending = Payoffs(cost_per_action=10, fixed_cost=50)
        >>> Limits(budget=130).share(spending, size=12)
        0.6666666666666666
        """
        shares = []
        if self.volume is not None:
            shares.append(self.volume / size)
        if self.budget is not None and payoffs.cost_per_action > 0:
            shares.append((self.budget - payoffs.fixed_cost) / (payoffs.cost_per_action * size))
        elif self.budget is not None and self.budget < payoffs.fixed_cost:
            shares.append(0.0)
        return max(min(shares), 0.0) if shares else None
