/* What is wrong with the page as it is drawn now, a sentence each; run in the page by test_every_screen.py. */
({ isPhone, leastTarget }) => {
  const faults = new Set();
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
  const named = (element) => {
    const css = [...element.classList].filter((name) => !name.startsWith("st-emotion") && !name.startsWith("e1")).slice(0, 3).join(".");
    const id = element.dataset.testid ? `[${element.dataset.testid}]` : "";
    return `<${element.tagName.toLowerCase()}${css ? "." + css : ""}${id}>`;
  };
  const parents = function* (element) {
    for (let at = element; at; at = at.parentElement) yield at;
  };
  const style = new Map();
  const of = (element) => {
    if (!style.has(element)) style.set(element, getComputedStyle(element));
    return style.get(element);
  };
  const menu = document.querySelector(".stSidebar");
  const isShut = menu !== null && menu.getBoundingClientRect().right < 60; /* the menu of a phone waits beside the window */
  const isAway = (element) => isShut && menu.contains(element);
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) && !isAway(element);
  const isForReadersOnly = (element) => {
    for (const at of parents(element)) if (of(at).clipPath.startsWith("inset(50%") || of(at).clip === "rect(0px, 0px, 0px, 0px)") return true;
    return false;
  };

  /* ----- every visible piece of text with its boxes ----- */
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element || element.closest("script, style, noscript, template, title, .su-icon, [data-testid=stIconMaterial], option")) continue;
    if (!isSeen(element) || isForReadersOnly(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    if (boxes.length) pieces.push({ element, text: short(node.data), boxes });
  }

  /* ----- the page, and every list in it, fit the window ----- */
  if (document.scrollingElement.scrollWidth > innerWidth) faults.add(`the page is ${document.scrollingElement.scrollWidth} px wide`);
  for (const element of document.querySelectorAll("body *")) {
    const way = of(element).overflowX;
    if ((way === "auto" || way === "scroll") && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && isSeen(element)) {
      if (!element.matches("textarea, .su-keep, pre")) faults.add(`${named(element)} scrolls sideways: ${element.scrollWidth} in ${element.clientWidth} px`);
    }
  }

  /* ----- nothing is cut off ----- */
  const isCut = (box, edge, x, y) =>
    (x && (box.left < edge.left - 1.5 || box.right > edge.right + 1.5)) || (y && (box.top < edge.top - 2.5 || box.bottom > edge.bottom + 2.5));
  const hides = (way) => way === "hidden" || way === "clip";
  for (const { element, text, boxes } of pieces) {
    for (const at of parents(element)) {
      if (at === document.body || at === document.documentElement) break;
      const { overflowX, overflowY, position } = of(at);
      if (hides(overflowX) || hides(overflowY)) {
        const edge = at.getBoundingClientRect();
        if (boxes.some((box) => isCut(box, edge, hides(overflowX), hides(overflowY)))) faults.add(`“${text}” is cut off by ${named(at)}`);
      }
      if (/auto|scroll/.test(overflowX + overflowY) || position === "fixed") break;
    }
    if (boxes.some((box) => box.left < -1 || box.right > innerWidth + 1) && !element.closest(".su-keep")) faults.add(`“${text}” leaves the window`);
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const field of document.querySelectorAll("input[placeholder]")) {
    if (!isSeen(field) || field.value) continue;
    const { font, paddingLeft, paddingRight } = of(field);
    pen.font = font;
    const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (pen.measureText(field.placeholder).width > room + 1) faults.add(`the placeholder “${field.placeholder}” is cut off`);
  }

  /* ----- no text, mark or box to tick stands on another ----- */
  const layerOf = (element) => {
    for (const at of parents(element)) if (/fixed|sticky/.test(of(at).position) || at.matches(".su-panel, [role=dialog], [data-baseweb=popover], .stAppHeader, .stSidebar")) return at;
    return null;
  };
  const placed = pieces.flatMap(({ element, text, boxes }) => boxes.map((box) => ({ element, text, box, layer: layerOf(element) })));
  for (const mark of document.querySelectorAll(".su-pick input, .su-icon")) {
    if (isSeen(mark)) placed.push({ element: mark, text: named(mark), box: mark.getBoundingClientRect(), layer: layerOf(mark) });
  }
  placed.sort((one, other) => one.box.top - other.box.top);
  for (let first = 0; first < placed.length; first += 1) {
    for (let second = first + 1; second < placed.length && placed[second].box.top < placed[first].box.bottom - 3; second += 1) {
      const [one, other] = [placed[first], placed[second]];
      if (one.layer !== other.layer || one.element === other.element) continue;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 2 && down > 3) faults.add(`“${one.text}” and “${other.text}” overlap`);
    }
  }

  /* ----- contrast: AA of WCAG 2 for every text and placeholder on the ground really below it ----- */
  const colour = (text) => {
    const rgb = text.match(/^rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:,? \/? ?([\d.]+%?))?\)$/);
    if (rgb) return [rgb[1] / 255, rgb[2] / 255, rgb[3] / 255, rgb[4] === undefined ? 1 : parseFloat(rgb[4])];
    const plain = text.match(/^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.]+))?\)$/);
    if (plain) return [+plain[1], +plain[2], +plain[3], plain[4] === undefined ? 1 : +plain[4]];
    faults.add(`the colour ${text} cannot be read`);
    return [0, 0, 0, 1];
  };
  const over = (top, ground) => [0, 1, 2].map((place) => top[place] * top[3] + ground[place] * (1 - top[3]));
  const light = (parts) => {
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const groundOf = (element) => {
    const layers = [];
    for (const at of parents(element)) {
      const [red, green, blue, alpha] = colour(of(at).backgroundColor);
      if (alpha > 0) layers.push([red, green, blue, alpha * of(at).opacity]);
      if (alpha === 1) break;
    }
    return layers.reverse().reduce((ground, layer) => over(layer, ground), matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [1, 1, 1]);
  };
  const judge = (element, ink, text, size, weight) => {
    if (element.closest(":disabled, [aria-disabled=true], [disabled]")) return;
    const ground = groundOf(element);
    const parts = colour(ink);
    let shown = parts[3];
    for (const at of parents(element)) shown *= of(at).opacity;
    const ratio = contrast(over([parts[0], parts[1], parts[2], shown], ground), ground);
    const least = size >= 24 || (size >= 18.66 && weight >= 700) ? 3 : 4.5;
    if (ratio < least) faults.add(`“${text}” in ${named(element)} has a contrast of ${ratio.toFixed(2)}`);
  };
  for (const { element, text } of pieces) judge(element, of(element).color, text, parseFloat(of(element).fontSize), +of(element).fontWeight);
  for (const field of document.querySelectorAll("input[placeholder], textarea[placeholder]")) {
    if (isSeen(field) && !field.value && field.placeholder) judge(field, getComputedStyle(field, "::placeholder").color, field.placeholder, 15, 400);
  }

  /* ----- words that are no words ----- */
  for (const { element, text } of pieces) {
    if (/^(None|nan|NaN|null|undefined|True|False|\[object .*)$/.test(text)) faults.add(`“${text}” is shown in ${named(element)}`);
  }
  if (document.querySelector(".stException")) faults.add("a trace is shown");
  const headings = [...document.querySelectorAll("h1")].filter(isSeen).length;
  if (headings > 1) faults.add(`${headings} headings of the first order`);

  /* ----- a thumb hits what it aims at; links within a sentence are free, a card's link is as large as its card ----- */
  if (isPhone) {
    for (const target of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=tab]")) {
      if (!isSeen(target) || isForReadersOnly(target) || target.closest("tr[data-href] th, :disabled, p:not(.su-screen-only):not(.su-below), li:not(.su-panel li):not(nav li), [data-testid=stTooltipIcon]")) continue;
      const field = target.closest(".stDateInput, .stSelectbox [role=group], [data-testid=stTextInputRootElement], label"); /* touched anywhere */
      const box = (field ?? target).getBoundingClientRect();
      if (box.width < 2 || box.right < 0 || box.left > innerWidth) continue;
      if (box.height < leastTarget - 0.5 || box.width < leastTarget - 0.5)
        faults.add(`the target “${short(target.textContent) || target.getAttribute("aria-label") || named(target)}” is ${Math.round(box.width)} × ${Math.round(box.height)} px`);
    }
  }
  return [...faults];
}
