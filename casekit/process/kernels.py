"""Sums over all earlier posts, compiled by numba, in one pass over the posts.

An exponential memory needs one number that decays from post to post. A power law is a mixture of
exponentials, (t + c)^-p = integral of s^(p-1) exp(-s (t + c)) ds / Gamma(p): a trapezoidal rule
in ln s takes three rates for each factor of two, and what lies below the slowest rate is
replaced by eight more that have the same moments. From c to the end of the window the relative
error is below 1e-9 for exponents up to theta = 10 (Beylkin and Monzón, Applied and Computational
Harmonic Analysis 28, 2010). With rates that double, one exponential gives all by squaring.
"""

import math
from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = [
    "exponential_sums",
    "exponential_total",
    "mixture",
    "power_sums",
    "power_total",
    "rates",
]

Floats = NDArray[np.float64]

_LANES = 3
_STEP = math.log(2) / _LANES
_SLOW = 8
_FAST = 35.0  # exp(-35) of a density is left beyond the fastest rate
_NOTHING = 1e-40


@njit(cache=True)
def exponential_sums(
    t: Floats, w: Floats, dw: Floats, theta: float, first: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Sum the exponential memory of all earlier posts at each post from `first` on.

    Returns
    -------
    left
        sum of w exp(-theta lag): the share of offspring still to come, over the posts.
    density
        theta times that.
    by_theta, by_beta
        Its derivatives by ln theta, and along `dw`.
    """
    size = len(t) - first
    left, density = np.empty(size), np.empty(size)
    by_theta, by_beta = np.empty(size), np.empty(size)
    a, b, d = 0.0, 0.0, 0.0
    for i in range(len(t)):
        if i > 0:
            lag = t[i] - t[i - 1]
            decay = math.exp(-theta * lag)
            a += w[i - 1]
            b = decay * (b + lag * a)
            a *= decay
            d = decay * (d + dw[i - 1])
        if i >= first:
            left[i - first] = a
            density[i - first] = theta * a
            by_theta[i - first] = theta * (a - theta * b)
            by_beta[i - first] = theta * d
    return left, density, by_theta, by_beta


@njit(cache=True)
def exponential_total(
    t: Floats, w: Floats, dw: Floats, theta: float, end: float
) -> tuple[float, float, float]:
    """Sum w x the share of offspring that comes from 0 to `end`; and its slopes, as above."""
    total, by_theta, by_beta = 0.0, 0.0, 0.0
    for i in range(len(t)):
        if t[i] < end and (w[i] != 0.0 or dw[i] != 0.0):
            aged = theta * max(-t[i], 0.0)
            age = theta * (end - t[i])
            begun, left = math.exp(-aged), math.exp(-age)
            total += w[i] * (begun - left)
            by_theta += w[i] * (left * age - begun * aged)
            by_beta += dw[i] * (begun - left)
    return total, by_theta, by_beta


@njit(cache=True)
def power_total(
    t: Floats, w: Floats, dw: Floats, theta: float, c: float, end: float
) -> tuple[float, float, float, float]:
    """Sum w x the share of offspring that comes from 0 to `end`; slopes by ln theta, ln c, beta."""
    total, by_theta, by_c, by_beta = 0.0, 0.0, 0.0, 0.0
    for i in range(len(t)):
        if t[i] < end and (w[i] != 0.0 or dw[i] != 0.0):
            age = end - t[i]
            grown = theta * math.log1p(age / c)
            left = math.exp(-grown)
            share, slope, fall = 1.0 - left, left * grown, -left * theta * age / (age + c)
            if t[i] < 0:
                grown = theta * math.log1p(-t[i] / c)
                begun = math.exp(-grown)
                share -= 1.0 - begun
                slope -= begun * grown
                fall -= begun * theta * t[i] / (c - t[i])
            total += w[i] * share
            by_theta += w[i] * slope
            by_c += w[i] * fall
            by_beta += dw[i] * share
    return total, by_theta, by_c, by_beta


def rates(shortest: float, span: float) -> Floats:
    """Give the rates of decay whose mixtures are power laws with c >= shortest up to span."""
    slowest = -math.log(2 * span)
    count = math.ceil((math.log(_FAST / shortest) - slowest) / _STEP)
    count += -count % _LANES
    fast = np.exp(slowest + _STEP * np.arange(count))
    return np.asarray(np.concatenate([_slow() / (2 * span), fast]), np.float64)


def _slow() -> Floats:
    """Give the slow rates as parts of the slowest other one: where Chebyshev would put them."""
    return np.asarray((1 - np.cos(math.pi * (np.arange(_SLOW) + 0.5) / _SLOW)) / 2, np.float64)


@cache
def _moments() -> Floats:
    """Give the matrix that turns moments into weights of the slow rates."""
    return np.asarray(np.linalg.inv(np.vander(_slow(), _SLOW, increasing=True).T), np.float64)


def mixture(rate: Floats, p: float, c: float, scale: float) -> tuple[Floats, Floats, Floats]:
    """Give the weights by which exponentials of these rates make exp(scale) (t + c)^-p.

    Returns
    -------
    weight, by_p, by_c
        The weights and their derivatives by p and by c, without that of `scale`.
    """
    from scipy import special

    slow, fast = rate[:_SLOW], rate[_SLOW:]
    x = np.log(fast)
    gamma, digamma = float(special.gammaln(p)), float(special.digamma(p))
    quick = np.exp(math.log(_STEP) + scale - gamma + p * x - fast * c)
    power = np.arange(_SLOW)
    step = (p + power) * _STEP
    moment = np.exp(scale - gamma + p * x[0]) * _STEP / np.expm1(step)
    moment_p = moment * (x[0] - _STEP / -np.expm1(-step))
    tail, tail_p = _moments() @ moment, _moments() @ moment_p
    weight = np.concatenate([tail * np.exp(-slow * c), quick])
    by_p = np.concatenate([tail_p * np.exp(-slow * c), quick * x]) - digamma * weight
    return weight, by_p, -rate * weight


@njit(cache=True, fastmath={"reassoc", "contract", "nsz"})
def power_sums(
    t: Floats, w: Floats, dw: Floats, rate: Floats, weight: Floats, by_theta: Floats,
    by_c: Floats, first: int,
) -> tuple[Floats, Floats, Floats, Floats]:  # fmt: skip
    """Sum mixtures of exponentials over all earlier posts at each post from `first` on.

    Returns
    -------
    density, theta, c, beta
        With `weight`, with `by_theta`, with `by_c`; and with `weight` along `dw`.
    """
    size, many = len(t) - first, len(rate)
    out = np.empty((4, size))
    state, along, decay = np.zeros(many), np.zeros(many), np.empty(many)
    for i in range(len(t)):
        if i > 0:
            lag = t[i] - t[i - 1]
            for k in range(_SLOW + _LANES):
                decay[k] = math.exp(-rate[k] * lag)
            for k in range(_SLOW + _LANES, many):
                square = decay[k - _LANES] * decay[k - _LANES]
                decay[k] = square if square > _NOTHING else 0.0
            mark, slope = w[i - 1], dw[i - 1]
            a, b, c, d = 0.0, 0.0, 0.0, 0.0
            for k in range(many):
                held = decay[k] * (state[k] + mark)
                moved = decay[k] * (along[k] + slope)
                state[k], along[k] = held, moved
                a += weight[k] * held
                b += by_theta[k] * held
                c += by_c[k] * held
                d += weight[k] * moved
            if i >= first:
                j = i - first
                out[0, j], out[1, j], out[2, j], out[3, j] = a, b, c, d
        elif first == 0:
            out[:, 0] = 0.0
    return out[0], out[1], out[2], out[3]
