"use strict";
// What both pages draw: PTEs as strips and in rows, locks, and the legend.  A shape says how the
// PTEs stand: `pages` of each of `vmas` VMAs, the first `straddle` in the first of two page tables.
const Looks = (() => {
  const MOST_CELLS = 40;
  const MOST_LETTERS = 16;
  const CLASSES = { "0": "Z", "~": "Q", "?": "Q" };
  const by = (id) => document.getElementById(id);
  const looks = (letter) => CLASSES[letter] || letter;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "class") made.className = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  function vma(shape, pte, number) {
    return pte.slice(number * shape.pages, (number + 1) * shape.pages);
  }

  // Cells as [first PTE, PTEs, letter]: one for each PTE if they are not too many, else runs of
  // equal PTEs, and if there are too many runs, equal parts. PTE0 always has its own.
  function cells(shape, pte, cuts, most = MOST_CELLS) {
    if (pte.length <= most) return pte.map((letter, i) => [i, 1, letter]);
    const runs = [];
    pte.forEach((letter, i) => {
      const last = runs[runs.length - 1];
      if (i > 1 && last[2] === letter && !cuts.has(i) && i !== shape.straddle) last[1] += 1;
      else runs.push([i, 1, letter]);
    });
    if (runs.length <= most) return runs;
    const size = Math.ceil((pte.length - 1) / (most - 1));
    const parts = [[0, 1, pte[0]]];
    for (let i = 1, end; i < pte.length; i = end) {
      end = i < shape.straddle ? Math.min(i + size, shape.straddle) : i + size;
      const part = pte.slice(i, end);
      parts.push([i, part.length, part.every((letter) => letter === part[0]) ? part[0] : "~"]);
    }
    return parts;
  }

  // Tells whether a VMA's second page table begins at a PTE.
  function second(shape, first) {
    return shape.straddle > 0 && first === shape.straddle;
  }

  function span(first, count) {
    return count === 1 ? String(first) : `${first}..${first + count - 1}`;
  }

  // Empty strips, one for each VMA.
  function makeStrips(shape) {
    by("strips").replaceChildren(...Array.from({ length: shape.vmas }, (_, i) =>
      element("div", { class: "strip" }, element("b", {}, shape.vmas > 1 ? `VMA ${i + 1}` : "PTEs"),
        element("ul", { class: "cells", "aria-label": shape.vmas > 1 ? `PTEs of VMA ${i + 1}` : "PTEs" }))));
  }

  // Fills the strips. `changed` and `over` are sets of places in the PTEs of all VMAs; `stays`
  // tells of PTEs that are present whether they are framed.
  function drawStrips(shape, meanings, all, changed, over, stays) {
    const cuts = new Set();
    for (const slot of [...changed, ...over]) {
      if (!changed.has(slot - 1) || !changed.has(slot)) cuts.add(slot);
      if (!changed.has(slot + 1) || !changed.has(slot)) cuts.add(slot + 1);
    }
    for (let number = 0; number < shape.vmas; number++) {
      const from = number * shape.pages;
      const pte = vma(shape, all, number);
      const list = by("strips").children[number].querySelector("ul");
      const found = cells(shape, pte, new Set([...cuts].map((cut) => cut - from)));
      list.className = pte.length > MOST_CELLS ? "cells runs" : "cells";
      while (list.children.length > found.length) list.lastChild.remove();
      while (list.children.length < found.length) {
        list.append(element("li", {}, element("span", { class: "cell" }), element("i")));
      }
      found.forEach(([first, count, letter], i) => {
        const item = list.children[i];
        const touches = (slots) =>
          Array.from({ length: count }, (_, j) => from + first + j).some((slot) => slots.has(slot));
        const alarm = letter === "P" && stays(pte, number, first, count);
        item.className = [touches(changed) && "changed", touches(over) && "missed",
          alarm && "torn", second(shape, first) && "second"].filter(Boolean).join(" ");
        item.style.flexGrow = count === 1 ? 1 : 1 + Math.log2(count);
        item.firstChild.className = `cell ${looks(letter)}`;
        item.firstChild.textContent = letter;
        item.lastChild.textContent = span(first, count);
        item.title = `${second(shape, first) ? "The second page table begins. " : ""}PTE${span(first, count).replace("..", "..PTE")}: ${meanings.get(letter) || "unknown"}`;
      });
      by("strips").children[number].setAttribute("data-pattern", pte.join(""));
    }
  }

  // The PTEs as a cell of a table.
  function mini(shape, pte, stays) {
    const cell = element("td", { class: "mini" });
    for (let number = 0; number < shape.vmas; number++) {
      const part = vma(shape, pte, number);
      if (number) cell.append(shape.pages > MOST_LETTERS ? element("br") : " ");
      for (const [first, count, letter] of cells(shape, part, new Set(), MOST_LETTERS)) {
        const mark = (letter === "P" && stays(part, number, first, count) ? " torn" : "")
          + (second(shape, first) ? " second" : "");
        const made = element("span", { class: looks(letter) + mark }, letter);
        if (part.length > MOST_LETTERS) made.append(element("sub", {}, String(count)));
        cell.append(made);
      }
    }
    return cell;
  }

  function tableName(shape, number) {
    return shape.tables === 1 ? "PTL" : `PTL of page table ${number + 1}`;
  }

  // Scrolls inside a pane alone; scrollIntoView() would move the page as well.
  function reveal(pane, item) {
    const top = item.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    const head = 48;
    if (top - head < pane.scrollTop || top + item.offsetHeight > pane.scrollTop + pane.clientHeight) {
      pane.scrollTo({ top: top - pane.clientHeight / 3 });
    }
  }

  // Marks the lines of a label in the pane with the PlusCal.
  function markSource(first, last, firstLine) {
    const lines = by("source").children;
    for (const line of by("source").querySelectorAll(".at")) line.classList.remove("at");
    if (!first) return;
    for (let i = first; i <= last; i++) lines[i - firstLine].classList.add("at");
    reveal(by("source"), lines[first - firstLine]);
  }

  function legend(shape, all, letters) {
    const used = new Set(["P", "0", "S", ...letters]);
    if (shape.pages > MOST_CELLS) used.add("~");
    const items = all.filter(([letter]) => used.has(letter))
      .map(([letter, meaning]) =>
        element("li", {}, element("span", { class: `cell ${looks(letter)}` }, letter), ` ${meaning}`));
    if (shape.straddle) items.push(element("li", {}, element("span", { class: "gap" }), "between two page tables"));
    items.push(element("li", {}, element("span", { class: "bar holds" }), "holds the PTL"));
    items.push(element("li", {}, element("span", { class: "bar waits" }), "waits for the PTL"));
    by("legend").replaceChildren(...items);
  }

  return { by, element, vma, makeStrips, drawStrips, mini, tableName, reveal, markSource, legend };
})();
