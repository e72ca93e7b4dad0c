r"""Commands of LaTeX as they are in chains of thought outside of any formula.

Any other, as in "\this \is \prose", or the "\\nThen" of an escaped line, is taken for a word.
"""

from __future__ import annotations

from functools import cache

_COMMANDS = """
Alpha Beta Big Bigg Delta Gamma Im Lambda Leftrightarrow Longrightarrow Omega Phi Pi Psi Re Rightarrow Sigma Theta
Vert Xi aleph alpha angle approx arccos arcsin arctan array ast bar because beta big bigcap bigcup bigg bigl bigr
binom blacksquare boldsymbol bot boxed bmod cap cases cdot cdots ceil celsius checkmark chi circ colon complement
cong cos cosh cot csc cup dagger dbinom ddot ddots deg degree delta det dfrac diamond dim displaystyle div dot dots
dotsc downarrow ell emptyset end epsilon equiv eta exists exp fbox flat floor footnotesize forall frac gamma gcd ge
geq geqslant gets gg grad hat hbar hline hom hspace hskip iff iiint iint implies in infty inf int iota item kappa
ker label lambda land langle large lbrace lceil ldots left leftarrow leftrightarrow leq leqslant lfloor lim liminf
limits limsup ll ln lnot log longrightarrow lor lvert mapsto mathbb mathbf mathcal mathfrak mathit mathop mathrm
mathscr mathsf max mbox measuredangle mid min mod mp mu multicolumn nabla neg neq ne newline nexists ni
nonumber not notin nu odot oint omega operatorname oplus otimes overbrace overline overrightarrow parallel partial
perp phantom phi pi pm pmatrix pmod prec preceq prime prod propto psi qquad quad rangle rbrace rceil ref rfloor rho
right rightarrow rightharpoonup rm rvert scriptstyle sec section setminus sharp sigma sim simeq sin sinh small sqrt
square stackrel star subset subseteq subsetneq substack sum sup supset supseteq tag tan tanh tau tbinom tfrac text
textbf textcolor textit textrm textsf textstyle texttt textup tfrac therefore theta tilde times to top triangle
triangleq underbrace underline underset uparrow upsilon varepsilon varnothing varphi varpi varrho vartheta vdots
vec vee vert vspace wedge widehat widetilde xi xrightarrow zeta begin bf cal cancel color ce dollar em emph hfill
hphantom it le lt gt mathring noindent par smallskip medskip bigskip tiny hdots vphantom
"""


@cache
def commands() -> frozenset[str]:
    """The commands, without their backslashes."""
    return frozenset(_COMMANDS.split())
