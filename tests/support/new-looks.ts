/**
 * The look of a text is its colours, size and weight, and all that is painted behind it: its contrast follows from nothing else. To compute
 * it for every text of every page is four fifths of what axe costs; so it is computed for three texts of each look, once.
 */

/** A function for a page, as text: marks the texts within an element whose look is not among those seen, and returns the new looks. */
export const MARK_NEW_LOOKS = `(within, seen) => {
  const known = new Set(seen);
  const counts = new Map();
  const behind = new Map();
  const behindOf = (element) => {
    if (element === null) return '';
    const before = behind.get(element);
    if (before !== undefined) return before;
    const style = getComputedStyle(element);
    const parts = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode, style.display === 'none'];
    const plain = parts.join() === 'rgba(0, 0, 0, 0),none,1,none,normal,false';
    // What is taken out of the flow may lie over anything.
    const lies = style.position === 'static' || style.position === 'relative' ? '' : element.getAttribute('class') ?? '';
    const off = element.matches(':disabled, [aria-disabled=true]') || element.control?.disabled === true ? 'off' : '';
    const all = behindOf(element.parentElement) + (plain ? '' : parts.join()) + lies + off;
    behind.set(element, all);
    return all;
  };
  for (const element of [within, ...within.querySelectorAll('*')]) {
    const tells = element.matches('a, input, select, textarea') || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!tells || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const { color, fill, fontSize, fontWeight, textShadow, textDecorationLine } = getComputedStyle(element);
    // A link is told apart from the text around it.
    const around = element.localName === 'a' ? getComputedStyle(element.parentElement).color : '';
    const own = [color, fill, fontSize, fontWeight, textShadow, textDecorationLine, around];
    const look = [innerWidth, behindOf(element), ...own].join(';');
    const count = counts.get(look) ?? 0;
    if (known.has(look) || count === 3) continue;
    counts.set(look, count + 1);
    element.setAttribute('data-new-look', '');
  }
  return [...counts.keys()];
}`;
