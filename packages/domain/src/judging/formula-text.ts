/** Letters that LaTeX spells out and a text layer holds as one sign. */
const GREEK: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  iota: 'ι',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  varphi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
};

/** Commands whose name is also what is printed. */
const PRINTED = /^(?:sin|cos|tan|log|ln|exp|min|max|lim|sup|inf|det|dim|mod)$/;

/**
 * What of a LaTeX formula is printed as letters and digits: operators, fractions and brackets are
 * drawn, and no text layer agrees with another on them.
 */
export function formulaText(latex: string): string {
  return latex
    .replaceAll(/\\(?:begin|end)\s*\{[^}]*\}/g, ' ')
    .replaceAll(/\\([A-Za-z]+)\*?/g, (_, name: string) => {
      const letter = GREEK[name.toLowerCase()];
      if (letter !== undefined) return ` ${letter} `;
      return PRINTED.test(name) ? ` ${name} ` : ' ';
    })
    .replaceAll(/[\\{}^_&$~]/g, ' ');
}
