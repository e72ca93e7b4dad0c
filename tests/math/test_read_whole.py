r"""What an answer says beside its value counts: domains, signs, brackets, words. Answer first, then the reference."""

import pytest

from verifiers import math_reward

SAME = r"""
\{n \in \mathbb{N} : n > 7\} ~ \{m \in \mathbb{N} : m > 7\}
\{t \in \mathbb{R} \mid t \le 4\} ~ (-\infty, 4]
\{x \in (0, 9) \mid x > 4\} ~ (4, 9)
\{x \in [1, \infty) : x < a\} ~ \{t \in [1, \infty) : t < a\}
\{x \in (a, b) : x < c\} ~ \{t \in (a, b) : t < c\}
\{5k : k \in \mathbb{Z}\} ~ \{5n : n \in \mathbb{Z}\}
\{k^2 + 1 \mid k \in \mathbb{N}\} ~ \{1 + j^2 \mid j \in \mathbb{N}\}
x \in (3, 8] ~ (3, 8]
x \in (3, 8] ~ x > 3 \text{ and } x \le 8
x \in \{3, 8\} ~ 3, 8
x \in \{3, 8\} ~ x = 3 \text{ or } x = 8
x = 4 \text{ or } x = 9 ~ x = 9 \text{ and } x = 4
4 \text{ or } 9 ~ 4 \text{ and } 9
(4, 1) \text{ or } (9, 2) ~ (4, 1) \text{ and } (9, 2)
a = 4 \text{ and } b = 9 ~ (a, b) = (4, 9)
a = 4 \text{ or } b = 9 ~ b = 9 \text{ or } a = 4
x = 4 \text{ or } y = 2x + 9 ~ x = 4 \text{ and } y = 2x + 9
t = 4, 9 ~ t = 4, t = 9
t = 9, t = 4 ~ t = 4 \text{ or } 9
t = 4, 9, 10 ~ t = 10 \text{ or } t = 4 \text{ or } t = 9
t = 4, 9 ~ 4, 9
t = 4, \pm 1 ~ t = 1, t = -1, t = 4
\max g = 8, \min g = 2 ~ \min g = 2, \max g = 8
\max g(t) = 8 ~ \max(g(t)) = 8
\max g(t) = 8 ~ g(t)_{\max} = 8
g_{\min} = 2 ~ \min g = 2
\max(u, v) ~ \max\{v, u\}
\min(u, u) ~ u
\max\{2, 8\} + \min g ~ 8 + \min g
\max^2 g ~ (\max g)^2
r \to \sim s ~ r \to \neg s
\sim r \land s ~ \neg r \land s
\sim(r) ~ \neg r
\sim\sim r ~ \neg\neg r
\sim\phi ~ \neg\phi
\sim 70 ~ 70
\sim {-70} ~ -70
\sim(70) ~ 70
\sim\frac{2\pi}{3} ~ \frac{2\pi}{3}
x \sim 70 ~ x \sim 70
x = 6n\pi, n \in \mathbb{Z} ~ x = 6n\pi
x = 6n\pi ~ x = 6n\pi, n \in \mathbb{Z}
g(x) = bx, b \in \mathbb{R} ~ g(x) = bx
g(t) = 9/t \text{ for all positive real } t ~ g(t) = 9/t
g(n) = n + 8 \text{ for all } n \in \mathbb{N} ~ g(n) = n + 8
b_n = 6n, n \in \mathbb{N} ~ b_n = 6n
n(n + 8), n \in \mathbb{N} ~ n(n + 8)
(s, 6s), s \in \mathbb{R} ~ (s, 6s)
y = \sqrt{x + 8} (x \ge -8) ~ y = \sqrt{x + 8}
V = k\pi r^2 (r > 0) ~ V = k\pi r^2
\triangle PQR \sim \triangle XYZ ~ \triangle XYZ \sim \triangle PQR
\triangle PQR \sim \triangle XYZ ~ \triangle QRP \sim \triangle YZX
\triangle PQR \cong \triangle YXZ ~ \triangle XYZ \cong \triangle{QPR}
\triangle PQR \sim \triangle PST \sim \triangle XYZ ~ \triangle PST \sim \triangle PQR \sim \triangle XYZ
\triangle PQR \cong \triangle P'Q'R' ~ \triangle P'R'Q' \cong \triangle PRQ
\triangle PQR ~ \triangle RPQ
\angle PQR \cong \angle XYZ ~ \angle RQP \cong \angle XYZ
"""
DIFFERENT = r"""
\{n \in \mathbb{N} : n > 7\} ~ (7, \infty)
\{k \in \mathbb{Z} \mid -2 \le k < 6\} ~ [-2, 6)
\{r \in \mathbb{Q} : 0 < r < 1\} ~ 0 < r < 1
\{z \in B \mid z < 2\} ~ (-\infty, 2)
\{n \in \mathbb{N} : n > 7\} ~ \{n \in \mathbb{Z} : n > 7\}
\{n \in \mathbb{N} : n > 7\} ~ \{m \in \mathbb{N} : m > 8\}
\{n \in \mathbb{N} : n > 7\} ~ \{x : x > 7\}
\{x \in (0, 9) \mid x > 4\} ~ (4, \infty)
\{5k : k \in \mathbb{Z}\} ~ \{5n : n \in \mathbb{N}\}
\{5k : k \in \mathbb{Z}\} ~ \{10n : n \in \mathbb{Z}\}
\{ak : k \in \mathbb{Z}\} ~ \{kn : n \in \mathbb{Z}\}
x \in [3, 8] ~ 3, 8
3 \text{ and } 8 ~ t \in [3, 8]
x \in (3, 8) ~ x = 3, 8
x \in (3, 8) ~ x = 3 \text{ or } x = 8
x \in [-3, 3] ~ \mp 3
x \in (3, 8) ~ \begin{pmatrix} 3 \\ 8 \end{pmatrix}
a = 4 \text{ or } b = 9 ~ (a, b) = (4, 9)
a = 4 \text{ or } b = 9 ~ (4, 9)
(u, v) = (4, 9) ~ u = 4 \text{ or } v = 9
a = 4 \text{ or } b = 9 ~ a = 4 \text{ and } b = 9
a = b \text{ or } b = c ~ a = b \text{ and } b = c
Q \text{ or } R ~ Q \text{ and } R
C \text{ and } D ~ C \text{ or } D
x < 4 \text{ or } x = 9 ~ x < 4 \text{ and } x = 9
t = 4, 9 ~ t = 4, s = 9
t = 4, 9 ~ t = 4, t = 10
t = 4, 9 ~ t = 4
t = 4, u ~ t = 4, u = 9
\max g = 8 ~ \min g = 8
\max g = 8, \min g = 2 ~ \max g = 2, \min g = 8
\max g = 8 ~ g = 8
\min g ~ g
2\max(g) ~ 2g
\max^2 g ~ \max g
\gcd(m) = 4 ~ \operatorname{lcm}(m) = 4
\sim r ~ r
r \to \sim s ~ r \to s
\sim r \to s ~ r \to s
r \land \sim s ~ r \land s
\sim (r \to s) ~ r \to s
\sim\neg r ~ r
\sim\phi ~ \phi
x = 6n\pi, n \in \mathbb{R} ~ x = 6n\pi
x = 6n\pi, n \in \mathbb{Q} ~ x = 6n\pi
6n\pi, n \in \mathbb{C} ~ 6n\pi
x = 6n\pi, n \in \mathbb{N} ~ x = 6n\pi
x = 6n\pi \text{ for positive } n ~ x = 6n\pi
x = 6n\pi \text{ for negative integers } n ~ x = 6n\pi
x = 6n\pi (n > 8) ~ x = 6n\pi
x = 6n + 8, n \in \mathbb{N} ~ x = 6n + 8
(s, 6s), s \in \mathbb{Q} ~ (s, 6s)
g(x) = bx \text{ where } b \text{ is negative} ~ g(x) = bx
\triangle PQR \sim \triangle XYZ ~ \triangle PQR \sim \triangle YXZ
\triangle PQR \cong \triangle XYZ ~ \triangle PQR \cong \triangle XZY
\triangle{PQR} \sim \triangle{XYZ} ~ \triangle{PQR} \sim \triangle{YXZ}
\triangle PQR \sim \triangle PST \sim \triangle XYZ ~ \triangle PQR \sim \triangle PST \sim \triangle XZY
\triangle PQR \cong \triangle P'Q'R' ~ \triangle PQR \cong \triangle P'R'Q'
\triangle PQR \sim \triangle P_1Q_1R_1 ~ \triangle PQR \sim \triangle P_1R_1Q_1
\triangle PQR \sim \triangle XYZ ~ \triangle PQR \cong \triangle XYZ
"""


def rows(table):
    return [pytest.param(*line.split(" ~ "), id=line) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("answer", "reference"), rows(SAME))
def test_same(answer, reference):
    verdict = math_reward.grade(rf"\boxed{{{answer}}}", reference)
    assert verdict.outcome == "correct", verdict
    assert verdict.detail["evidence"] != "fallback"


@pytest.mark.parametrize(("answer", "reference"), rows(DIFFERENT))
def test_different(answer, reference):
    assert math_reward.grade(rf"\boxed{{{answer}}}", reference).score == 0.0
