(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { by, element, makeStrips, drawStrips, tableName, reveal, markSource } = Looks;
  const meanings = new Map(data.meanings);
  const text = (number) => data.texts[number];
  // What stands for a trace in an address: its scenario, or its number if that is no plain name,
  // or the name of another trace as well.
  const scenarios = data.traces.map((one) => one.scenario);
  const slugs = scenarios.map((name, i) =>
    /^[a-z][\w-]*$/i.test(name) && scenarios.indexOf(name) === scenarios.lastIndexOf(name)
      ? name : String(i + 1));
  let which = -1;
  let at = 0;
  let trace = null;
  let rows = [];
  let shown = [];
  let final = [];

  // A state is worked out from the changes of all steps up to it.
  function start() {
    return { pte: new Array(trace.pages * trace.vmas), ptl: [], pc: [], values: new Map() };
  }

  function apply(state, step) {
    const p = step.p || [], k = step.k || [], c = step.c || [], v = step.v || [];
    for (let i = 0; i < p.length; i += 3) state.pte.fill(p[i + 2], p[i], p[i] + p[i + 1]);
    for (let i = 0; i < k.length; i += 2) state.ptl[k[i]] = k[i + 1];
    for (let i = 0; i < c.length; i += 2) state.pc[c[i]] = text(c[i + 1]);
    for (let i = 0; i < v.length; i += 2) {
      if (v[i + 1] < 0) state.values.delete(text(v[i]));
      else state.values.set(text(v[i]), text(v[i + 1]));
    }
  }

  function stateAt(step) {
    const state = start();
    for (let i = 0; i <= step; i++) apply(state, trace.steps[i]);
    return state;
  }

  function vma(pte, number) {
    return Looks.vma(trace, pte, number);
  }

  function torn(pte) {
    return pte.includes("P") && pte.includes("S");
  }

  // Of a torn folio, the PTEs that stay present; those that the walk has yet to reach are not torn.
  function stays(pte, number, first, count) {
    const end = vma(final, number);
    return torn(pte) && torn(end) && end.slice(first, first + count).every((letter) => letter === "P");
  }

  function strips(state, step) {
    const changed = new Set();
    const p = at === 0 ? [] : step.p || [];
    for (let i = 0; i < p.length; i += 3) {
      for (let j = 0; j < p[i + 1]; j++) changed.add(p[i] + j);
    }
    drawStrips(trace, meanings, state.pte, changed, new Set(step.o || []), stays);
  }

  function cpu(number) {
    return number >= 0 ? trace.lanes[number][0] : "nobody";
  }

  function locks(state, step) {
    const touched = new Set((at && step.k ? step.k : []).filter((_, i) => i % 2 === 0));
    const items = state.ptl.map((holder, number) => {
      const name = element("b", {}, holder >= 0 ? cpu(holder) : "free");
      if (touched.has(number)) name.className = "changed";
      const waits = (step.y || []).filter(([, table]) => table === number).map(([one]) => cpu(one));
      const waiting = waits.length
        ? [element("span", { class: "waiting" }, `waited for by ${waits.join(", ")}`)] : [];
      return element("li", {}, `${tableName(trace, number)}: `, holder >= 0 ? "held by " : "", name, ...waiting);
    });
    by("locks").replaceChildren(...items);
  }

  function variables(state, before) {
    const items = [];
    const add = (name, value, old) => {
      const changed = before !== null && value !== old;
      items.push(element("tr", changed ? { class: "changed" } : {},
        element("td", {}, name), element("td", {}, value === undefined ? "-" : value),
        element("td", {}, changed ? (old === undefined ? "-" : old) : "")));
    };
    trace.lanes.forEach(([name], i) => add(`${name} is at`, state.pc[i], before && before.pc[i]));
    const names = new Set([...state.values.keys(), ...(before ? before.values.keys() : [])]);
    for (const name of names) add(name, state.values.get(name), before && before.values.get(name));
    items.sort((one, other) => (other.className === "changed") - (one.className === "changed"));
    by("variables").replaceChildren(...items);
  }

  function source(step) {
    const [, , , first, last] = trace.labels[step.l];
    markSource(first, last, trace.firstLine);
  }

  function tree(step) {
    const found = trace.c && trace.c[step.l];
    by("c-head").textContent = found ? `C of this step: ${found[0]}` : "C of this step: none in the tree";
    by("c-source").replaceChildren(...(found ? found[3] : []).map((line, i) => element("span",
      { "data-line": found[1] + i, class: found[1] + i === found[2] ? "at" : "" }, text(line) || " ")));
    const here = by("c-source").querySelector(".at");
    if (here) reveal(by("c-source"), here);
  }

  function describe(state, step) {
    const [label, name] = trace.labels[step.l];
    const last = trace.steps.length - 1;
    const alarm = [...Array(trace.vmas).keys()].some((number) => torn(vma(state.pte, number)));
    const head = [`Step ${step.n} of ${trace.steps[last].n}`];
    if (step.a >= 0) head.push(`${cpu(step.a)}${name ? `, ${name}()` : ""}, at ${label}`);
    by("step").textContent = head.join(": ");
    const said = [(step.m ? "MISSED: " : "") + text(step.w) + "."];
    if (at === last) {
      said.push(`The end: ${trace.heading}${alarm && trace.violation ? ", the folio is torn" : ""}.`);
    }
    by("event").textContent = said.join(" ");
    by("now").className = [step.m && "missed", at === last && trace.violation && "end"].filter(Boolean).join(" ");
    const others = (step.x || []).map((one) => `could also: ${text(one)}`);
    if (trace.choices && at && !others.length) others.push("nothing else could have happened");
    by("choices").replaceChildren(...others.map((one) => element("li", {}, one)));
    by("choices").hidden = !others.length;
    by("slider").setAttribute("aria-valuetext", `${by("step").textContent}. ${by("event").textContent}`);
  }

  function show(step, keepHash) {
    at = Math.max(0, Math.min(step, trace.steps.length - 1));
    const before = at > 0 ? stateAt(at - 1) : null;
    const state = stateAt(at);
    const now = trace.steps[at];
    describe(state, now);
    strips(state, now);
    locks(state, now);
    variables(state, before);
    source(now);
    tree(now);
    by("slider").value = at;
    for (const id of ["to-first", "back", "row-back"]) by(id).disabled = at === 0;
    for (const id of ["to-last", "forward", "row-forward"]) by(id).disabled = at === trace.steps.length - 1;
    for (const old of by("table").querySelectorAll("tr.current")) {
      old.classList.remove("current");
      old.removeAttribute("aria-current");
    }
    const index = shown.findIndex((row) => row.first <= at && at <= row.last);
    const line = by("table").tBodies[0].children[index];
    line.classList.add("current");
    line.setAttribute("aria-current", "step");
    reveal(by("lanes-scroll"), line);
    // Some browsers limit how often an address may change; the page does not depend on it.
    if (!keepHash) try { history.replaceState(null, "", address(which, now.n)); } catch { /* as above */ }
  }

  function address(number, step) {
    return `#${slugs[number]}/${step}`;
  }

  function laneCell(row, number, state) {
    const last = trace.steps[row.last];
    const cell = element("td", { class: "lane" });
    if (state.ptl.includes(number)) cell.classList.add("holds");
    if (row.waits.includes(number)) cell.classList.add("waits");
    if (last.a === number) {
      cell.classList.add("acts");
      if (row.mark === "missed") cell.append(element("span", { class: "mark" }, "MISSED: "));
      if (text(row.functions)) cell.append(element("b", {}, text(row.functions)), " ");
      if (row.rounds > 1) cell.append(element("span", { class: "faint" }, `(${row.rounds} rounds) `));
      cell.append(text(row.what));
      if (row.last === trace.steps.length - 1) {
        cell.append(" ", element("span", { class: "mark" }, `END: ${trace.heading}`));
      }
    } else if (row.waits.includes(number)) cell.append("waits for the PTL");
    return cell;
  }

  function fill() {
    shown = by("unfold").checked ? unfolded() : rows;
    const state = start();
    let next = 0;
    const body = shown.map((row) => {
      for (; next <= row.last; next++) apply(state, trace.steps[next]);
      const from = trace.steps[row.first].n, to = trace.steps[row.last].n;
      const link = element("a", { href: address(which, to) }, from === to ? String(from) : `${from}-${to}`);
      const holders = state.ptl.map((holder, i) => [holder, i]).filter(([holder]) => holder >= 0)
        .map(([holder, i]) => (trace.tables === 1 ? "" : `${i + 1}:`) + cpu(holder)).join(" ");
      const line = element("tr", { class: row.mark }, element("td", { class: "number" }, link),
        Looks.mini(trace, state.pte, stays), element("td", {}, holders || "-"));
      trace.lanes.forEach((_, number) => line.append(laneCell(row, number, state)));
      if (row.last === trace.steps.length - 1) line.classList.add("end");
      return line;
    });
    if (trace.steps[0].a < 0) body[0].children[3].append("the initial state");
    by("table").tBodies[0].replaceChildren(...body);
  }

  function unfolded() {
    return trace.steps.map((step, i) => {
      const name = trace.labels[step.l][1];
      if (!(step.l in names)) names[step.l] = data.texts.push(name ? `${name}()` : "") - 1;
      return { first: i, last: i, rounds: 1, functions: names[step.l], what: step.w,
        mark: step.m ? "missed" : "", waits: (step.y || []).map(([one]) => one) };
    });
  }
  let names = {};

  function choose(number, step) {
    if (number !== which) {
      which = number;
      trace = data.traces[number];
      rows = trace.rows;
      names = {};
      final = stateAt(trace.steps.length - 1).pte;
      by("trace").value = number;
      by("title").textContent = `${trace.scenario}: ${trace.heading}`;
      document.title = by("title").textContent;
      by("sentence").textContent = trace.sentence;
      by("about").textContent = `${trace.parameters}; ${trace.tlc_version}; tornfolio ${data.version}`;
      by("summary").replaceChildren(...trace.summary.map((said) => element("li", {}, said)));
      by("table").tHead.replaceChildren(element("tr", {},
        ...["step", "PTEs", "PTL"].map((head) => element("th", { scope: "col" }, head)),
        ...trace.lanes.map(([name, about]) =>
          element("th", { scope: "col" }, name, element("small", {}, about)))));
      makeStrips(trace);
      by("source").replaceChildren(...trace.source.map((line, i) =>
        element("span", { "data-line": trace.firstLine + i }, text(line) || " ")));
      by("code").hidden = !trace.source.length;
      by("c").hidden = !trace.c;
      by("slider").max = trace.steps.length - 1;
      legend();
      marks();
      fill();
    }
    const found = trace.steps.findIndex((one) => one.n === step);
    show(found < 0 ? 0 : found);
  }

  function marks() {
    const missed = trace.steps.filter((step) => step.m);
    const end = trace.steps[trace.steps.length - 1].n;
    const jumps = missed.slice(0, 3).map((step) => [`Missed: step ${step.n}`, step.n]);
    by("marks").replaceChildren(...[...jumps, [`End: step ${end}`, end]].map(([name, n]) => {
      const button = element("button", { type: "button" }, name);
      button.addEventListener("click", () => choose(which, n));
      return button;
    }));
  }

  function legend() {
    const used = new Set();
    for (const step of trace.steps) (step.p || []).forEach((letter, i) => i % 3 === 2 && used.add(letter));
    Looks.legend(trace, data.meanings, used);
  }

  function jumpRow(direction) {
    const index = shown.findIndex((row) => row.first <= at && at <= row.last);
    const row = shown[index];
    if (direction > 0) show(at < row.last ? row.last : shown[Math.min(index + 1, shown.length - 1)].last);
    else show(index > 0 ? shown[index - 1].last : 0);
  }

  function fromHash() {
    const hash = location.hash.slice(1);
    const number = (value) => (/^\d{1,9}$/.test(value) ? Number(value) : NaN);
    let [name, step] = ["", hash];
    if (hash.includes("=")) {
      const asked = new URLSearchParams(hash);
      [name, step] = [asked.get("trace") ?? "", asked.get("step") ?? ""];
    } else if (hash.includes("/") || slugs.includes(hash)) {
      [name, step] = hash.split("/");
    }
    const wanted = slugs.includes(name) ? slugs.indexOf(name) : (number(name) || 1) - 1;
    choose(Math.min(wanted, data.traces.length - 1), number(step) || 0);
  }

  const actions = {
    "to-first": () => show(0),
    "to-last": () => show(trace.steps.length - 1),
    back: () => show(at - 1),
    forward: () => show(at + 1),
    "row-back": () => jumpRow(-1),
    "row-forward": () => jumpRow(1),
  };
  const keys = { ArrowLeft: "back", k: "back", ArrowRight: "forward", j: "forward",
    Home: "to-first", End: "to-last", p: "row-back", n: "row-forward" };
  for (const [id, action] of Object.entries(actions)) by(id).addEventListener("click", action);
  by("slider").addEventListener("input", () => show(Number(by("slider").value)));
  by("unfold").addEventListener("change", () => { fill(); show(at); });
  by("trace").addEventListener("change", () => choose(Number(by("trace").value), 0));
  addEventListener("hashchange", fromHash);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select")) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    actions[keys[event.key]]();
  });
  data.traces.forEach((one, i) => by("trace").append(element("option", { value: i },
    `${i + 1}. ${one.scenario}: ${one.property} (${one.parameters})`)));
  by("unfold").checked = data.unfold;
  by("chooser").hidden = data.traces.length < 2;
  fromHash();
})();
