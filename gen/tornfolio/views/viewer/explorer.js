"use strict";
(async () => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { by, element, makeStrips, drawStrips, tableName, reveal, markSource } = Looks;
  const MOST_HITS = 30;
  const text = (number) => data.texts[number];
  const meanings = new Map(data.meanings);
  const cpus = data.lanes.map(([name]) => name);

  by("title").textContent = data.scenario;
  by("sentence").textContent = [data.intent, data.property && `${data.property}: ${data.sentence}`].filter(Boolean).join(" ");
  by("about").textContent = `${data.words.join(" ")} ${data.parameters}; ${data.tlc_version}; tornfolio ${data.version}`;
  if (typeof DecompressionStream === "undefined") {
    by("event").textContent = "This browser cannot unpack the states: use one of 2023 or later.";
    return;
  }
  const graph = States.make(await States.unpack(data.graph), data.labels, cpus);
  const shape = { pages: data.pages, vmas: data.vmas, straddle: data.straddle, tables: graph.tables };

  let first = graph.initial[0];
  let way = [];
  let at = 0;  // how many steps of the way have been taken

  const here = () => (at ? way[at - 1].to : first);
  const last = () => (at ? way[at - 1] : null);
  const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

  function pteName(slot) {
    const name = `PTE${slot % shape.pages}`;
    return shape.vmas > 1 ? `${name} of VMA ${Math.floor(slot / shape.pages) + 1}` : name;
  }

  // Equal changes of neighbours are said once.
  function pteChanges(step) {
    const runs = [];
    for (const [slot, before, after] of graph.changes(step)) {
      const run = runs[runs.length - 1];
      if (run && run[1] === slot - 1 && run[2] === before && run[3] === after && slot % shape.pages) run[1] = slot;
      else runs.push([slot, slot, before, after]);
    }
    const word = (letter) => (meanings.get(letter) || letter).split(":")[0];
    return runs.map(([from, to, before, after]) =>
      `${from === to ? pteName(from) : `PTE${from % shape.pages}..${pteName(to)}`}: ${word(before)} \u2192 ${word(after)}`);
  }

  function ptlChanges(step) {
    const before = graph.ptls(step.from);
    return graph.ptls(step.to).flatMap((holder, table) => {
      if (holder === before[table]) return [];
      return [`${holder ? "takes" : "drops"} the ${tableName(shape, table)}`];
    });
  }

  function seen(step) {
    return [...pteChanges(step), ...ptlChanges(step)];
  }

  // What a step does, in a line; where it has several outcomes, also what tells them apart.
  function does(step) {
    const [label, name, primitive] = data.labels[step.label];
    const did = seen(step);
    const same = graph.steps(step.from).filter((one) => one.cpu === step.cpu);
    if (same.length > 1) {
      did.push(...graph.others(step).map(([variable, , after]) => `${variable} = ${after}`));
    }
    const next = graph.at(step.to, step.cpu);
    if (!seen(step).length) did.push(next ? (next === label ? "stays there" : `goes on to ${next}`) : `${cpus[step.cpu]} has finished`);
    return `${name}(): ${primitive} \u2014 ${did.join("; ")}`;
  }

  function kind(state) {
    if (graph.sets.violating.has(state)) return `this state violates ${data.property}`;
    if (graph.sets.done.has(state)) return "every CPU has finished";
    if (graph.sets.stuck.has(state)) return "no CPU can go on, and not all have finished";
    return "";
  }

  const framed = (state) => (pte) => graph.sets.violating.has(state) && pte.includes("P") && pte.includes("S");

  function describe(note) {
    const state = here(), step = last();
    by("step").textContent = step
      ? `Step ${at} of ${way.length}: ${cpus[step.cpu]}, at ${data.labels[step.label][0]}`
      : `The initial state${way.length ? `, ${plural(way.length, "step")} ahead` : ""}`;
    const said = [note, step ? `${does(step)}.` : "", kind(state) && `${kind(state)[0].toUpperCase()}${kind(state).slice(1)}.`];
    if (graph.sets.violating.has(state) && graph.sets.done.has(state)) said.push("Every CPU has finished.");
    by("event").textContent = said.filter(Boolean).join(" ") || "Choose a step below.";
    by("now").setAttribute("data-state", state + 1);
    by("now").classList.toggle("violating", graph.sets.violating.has(state));
  }

  function locks() {
    const step = last();
    const before = step ? graph.ptls(step.from) : null;
    by("locks").replaceChildren(...graph.ptls(here()).map((holder, table) => {
      const name = element("b", {}, holder || "free");
      if (before && before[table] !== holder) name.className = "changed";
      return element("li", {}, `${tableName(shape, table)}: `, holder ? "held by " : "", name);
    }));
  }

  // The key of each step. A CPU keeps its own, whoever waits; further steps of one come behind all.
  function numbered(steps) {
    const seenOf = new Set(), numbers = new Map();
    let more = cpus.length;
    for (const step of steps) {
      numbers.set(step, seenOf.has(step.cpu) ? ++more : step.cpu + 1);
      seenOf.add(step.cpu);
    }
    return numbers;
  }

  function next() {
    const steps = graph.steps(here());
    const waiting = new Map(graph.waiting(here()).map((one) => [one.cpu, one.why]));
    const numbers = numbered(steps);
    by("next").replaceChildren(...cpus.map((name, cpu) => {
      const item = element("li", {}, element("b", {}, name));
      steps.forEach((step, index) => {
        if (step.cpu !== cpu) return;
        const number = numbers.get(step);
        const button = element("button", { type: "button", "data-step": index, title: `at ${data.labels[step.label][0]}` },
          ...(number < 10 ? [element("kbd", { "aria-hidden": "true" }, String(number))] : []), does(step));
        button.addEventListener("click", () => take(step));
        for (const event of ["focus", "pointerenter"]) button.addEventListener(event, () => source(step.label));
        item.append(button);
      });
      if (waiting.has(cpu)) {
        const label = data.labels.find(([one]) => one === graph.at(here(), cpu));
        item.append(element("span", { class: "waits" }, `waits in ${label[1]}(): ${waiting.get(cpu)}`));
      } else if (!graph.at(here(), cpu)) item.append(element("span", { class: "rest" }, "has finished"));
      return item;
    }));
  }

  function source(label) {
    const [name, , , from, to] = data.labels[label];
    by("code-head").textContent = `PlusCal of ${name}`;
    markSource(from, to, data.firstLine);
  }

  function variables() {
    const state = here(), before = at ? last().from : null;
    const items = [];
    const add = (name, now, old) => {
      const changed = before !== null && now !== old;
      items.push(element("tr", changed ? { class: "changed" } : {}, element("td", {}, name),
        element("td", {}, now), element("td", {}, changed ? old : "")));
    };
    cpus.forEach((name, cpu) => add(`${name} is at`, graph.at(state, cpu) || "Done",
      before === null ? "" : graph.at(before, cpu) || "Done"));
    for (const { n } of graph.own) add(n, graph.value(n, state), before === null ? "" : graph.value(n, before));
    items.sort((one, other) => (other.className === "changed") - (one.className === "changed"));
    by("variables").replaceChildren(...items);
  }

  // The way as a table, the steps ahead fainter.
  function row(index) {
    const step = index ? way[index - 1] : null;
    const state = step ? step.to : first;
    const link = element("a", { href: address(index) }, String(index));
    const holders = graph.ptls(state).map((holder, i) => [holder, i]).filter(([holder]) => holder)
      .map(([holder, i]) => (shape.tables === 1 ? "" : `${i + 1}:`) + holder).join(" ");
    const line = element("tr", {}, element("td", { class: "number" }, link),
      Looks.mini(shape, graph.pte(state), framed(state)), element("td", {}, holders || "-"));
    const waits = new Set(graph.waiting(state).map((one) => one.cpu));
    cpus.forEach((name, cpu) => {
      const cell = element("td", { class: "lane" });
      if (graph.ptls(state).includes(name)) cell.classList.add("holds");
      if (waits.has(cpu)) cell.classList.add("waits");
      if (step && step.cpu === cpu) {
        cell.classList.add("acts");
        const [, named, primitive] = data.labels[step.label];
        const did = seen(step);
        cell.append(element("b", {}, `${named}()`), ` ${did.length ? did.join("; ") : primitive}`);
        if (graph.sets.violating.has(state)) cell.append(" ", element("span", { class: "mark" }, `violates ${data.property}`));
      } else if (waits.has(cpu)) cell.append("waits");
      line.append(cell);
    });
    if (graph.sets.violating.has(state)) line.classList.add("violating");
    if (index > at) line.classList.add("later");
    if (index === at) {
      line.classList.add("current");
      line.setAttribute("aria-current", "step");
    }
    if (!step) line.children[3].append("the initial state");
    return line;
  }

  function table() {
    by("table").tBodies[0].replaceChildren(...Array.from({ length: way.length + 1 }, (_, i) => row(i)));
    reveal(by("lanes-scroll"), by("table").tBodies[0].children[at]);
  }

  function address(index = at) {
    const path = graph.write(first, way);
    return `#${path}${index === way.length ? "" : `@${index}`}`;
  }

  // Shows where we are. A jump can be undone with the browser's own Back.
  function show({ note = "", jump = false, keep = false } = {}) {
    describe(note);
    const slots = new Set(at ? graph.changes(last()).map(([slot]) => slot) : []);
    drawStrips(shape, meanings, graph.pte(here()), slots, new Set(), framed(here()));
    locks();
    next();
    variables();
    table();
    for (const id of ["to-first", "back"]) by(id).disabled = at === 0;
    for (const id of ["to-last", "forward"]) by(id).disabled = at === way.length;
    by("final").selectedIndex = 0;
    if (by("hits").children.length) find(true);
    // Last, when all else has its place: the lines are scrolled to.
    const shown = last() || graph.steps(here())[0];
    if (shown) source(shown.label);
    // Some browsers limit how often an address may change; the page does not depend on it.
    if (!keep) try { history[jump ? "pushState" : "replaceState"](null, "", address()); } catch { /* as above */ }
  }

  function take(step) {
    const ahead = way[at];
    if (!ahead || ahead.to !== step.to || ahead.cpu !== step.cpu) way = [...way.slice(0, at), step];
    at += 1;
    const focused = document.activeElement?.closest("#next");
    show();
    if (focused) (by("next").querySelector("button") || by("back")).focus();
  }

  // Goes a shortest way from here or, if there is none, from the start.
  function go(wanted, none) {
    const on = graph.way(here(), wanted);
    if (on) return arrive([...way.slice(0, at), ...on], "");
    const again = graph.way(first, wanted);
    if (again) return arrive(again, "It cannot be reached from where you were: this is a shortest way from the start.");
    return show({ note: none, keep: true });
  }

  function arrive(found, note) {
    way = found;
    at = way.length;
    show({ note, jump: true });
  }

  function counterexample() {
    const states = graph.counterexample;
    first = states[0];
    arrive(states.slice(1).map((state, i) => graph.steps(states[i]).find((step) => step.to === state)), "");
  }

  function find(again) {
    const query = by("query").value;
    const kind = (letter) => (meanings.get(letter) || "").split(":")[0].split(" ");
    const hits = graph.search(here(), query, (slot, before, after) =>
      [`pte${slot % shape.pages}`, ...kind(before), ...kind(after)]);
    const shown = hits.slice(0, MOST_HITS);
    by("found").textContent = !query.trim() ? "" : !hits.length ? "No step that can be reached from here fits." :
      `${plural(hits.length, "step")} that can be reached from here${hits.length > shown.length ? `, the nearest ${shown.length}` : ""}:`;
    by("hits").replaceChildren(...shown.map(({ step, way: found, distance }) => {
      const button = element("button", { type: "button" }, `In ${plural(distance, "step")}: ${cpus[step.cpu]}, ${does(step)}`);
      button.addEventListener("click", () => arrive([...way.slice(0, at), ...found()], ""));
      return element("li", {}, button);
    }));
    if (!again && shown.length) by("hits").querySelector("button").focus();
  }

  function fromHash() {
    const [path, index] = location.hash.slice(1).split("@");
    const found = graph.read(path);
    first = found.first;
    way = found.way;
    at = /^\d{1,6}$/.test(index || "") ? Math.min(Number(index), way.length) : way.length;
    show({ note: found.whole ? "" : "The way in the address ends here: its next step cannot be taken.", keep: true });
  }

  function words() {
    const known = [...Array(shape.pages).keys()].slice(0, 64).map((page) => `PTE${page}`);
    known.push("PTL", ...cpus, ...data.labels.map(([label]) => label), ...new Set(data.labels.map(([, name]) => name)));
    known.push(...graph.own.map(({ n }) => n));
    by("words").replaceChildren(...known.map((word) => element("option", { value: word })));
  }

  function finals() {
    const ends = [...graph.sets.done, ...graph.sets.stuck].sort((one, other) => one - other);
    const said = ends.map((state) => [state, [graph.pte(state).length > 32 ? "" :
      Array.from({ length: shape.vmas }, (_, i) => Looks.vma(shape, graph.pte(state), i).join("")).join("|"),
      graph.sets.violating.has(state) ? "violates" : "", graph.sets.stuck.has(state) ? "stuck" : "",
      `state ${state + 1}`].filter(Boolean).join(", ")]);
    by("final").replaceChildren(element("option", { value: "" }, `${ends.length} to choose from`),
      ...said.map(([state, words]) => element("option", { value: state }, words)));
    by("final").disabled = !ends.length;
  }

  by("table").tHead.replaceChildren(element("tr", {},
    ...["step", "PTEs", "PTL"].map((head) => element("th", { scope: "col" }, head)),
    ...data.lanes.map(([name, about]) => element("th", { scope: "col" }, name, element("small", {}, about)))));
  by("source").replaceChildren(...data.source.map((line, i) =>
    element("span", { "data-line": data.firstLine + i }, text(line) || " ")));
  makeStrips(shape);
  Looks.legend(shape, data.meanings, new Set(graph.letters));
  words();
  finals();

  const move = (to) => () => { at = Math.max(0, Math.min(to(), way.length)); show(); };
  const actions = {
    "to-first": move(() => 0),
    "to-last": move(() => way.length),
    back: move(() => at - 1),
    forward: move(() => at + 1),
    counterexample,
    violation: () => go((state) => graph.sets.violating.has(state) && state !== here(), `No state violates ${data.property}.`),
  };
  by("counterexample").disabled = !graph.counterexample.length;
  by("violation").disabled = !graph.sets.violating.size;
  const keys = { ArrowLeft: "back", k: "back", ArrowRight: "forward", j: "forward",
    Home: "to-first", End: "to-last", c: "counterexample", v: "violation" };
  for (const [id, action] of Object.entries(actions)) by(id).addEventListener("click", action);
  by("final").addEventListener("change", () => {
    const wanted = by("final").value;
    if (wanted !== "") go((state) => state === Number(wanted), "");
  });
  by("ask").addEventListener("submit", (event) => { event.preventDefault(); find(false); });
  addEventListener("hashchange", fromHash);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select, input")) return;
    if (event.key === "/") {
      event.preventDefault();
      by("query").focus();
    } else if (/^[1-9]$/.test(event.key)) {
      const steps = graph.steps(here()), numbers = numbered(steps);
      const step = steps.find((one) => numbers.get(one) === Number(event.key));
      if (step) take(step);
    } else if (Object.hasOwn(keys, event.key) && !by(keys[event.key]).disabled) {
      event.preventDefault();
      actions[keys[event.key]]();
    }
  });
  fromHash();
  document.documentElement.setAttribute("data-ready", "");
})();
