"use strict";
// The state graph of the page: reads it, and finds ways in it.  Nothing here knows of the screen.
const States = (() => {
  const NO_WORDS = new Set(("when does become becomes do did is are was the a an who what which how can change"
    + " changes changed take takes").split(" "));

  // JSON, compressed, in letters.
  async function unpack(letters) {
    const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  function offsets(counts) {
    const starts = [0];
    for (const count of counts) starts.push(starts[starts.length - 1] + count);
    return starts;
  }

  function make(packed, labels, cpus) {
    const starts = offsets(packed.steps), waits = offsets(packed.waits);
    const column = new Map(packed.columns.map((one) => [one.n, one]));
    const own = packed.columns.filter((one) => !one.n.startsWith("view "));
    const sets = {};
    for (const name of ["initial", "violating", "done", "stuck"]) sets[name] = new Set(packed[name]);

    const value = (name, state) => {
      const one = column.get(name);
      return one.v[one.s[state]];
    };
    const pte = (state) => [...value("view pte", state)];
    const at = (state, cpu) => value(`view pc ${cpus[cpu]}`, state);
    const tables = packed.columns.filter((one) => one.n.startsWith("view ptl ")).length;
    const ptls = (state) => Array.from({ length: tables }, (_, i) => value(`view ptl ${i}`, state));

    // The steps that can be taken in a state.
    function steps(state) {
      const found = [];
      for (let i = starts[state]; i < starts[state + 1]; i++) {
        found.push({ from: state, to: state + packed.to[i], label: packed.label[i], cpu: packed.cpu[i] });
      }
      return found;
    }

    function waiting(state) {
      const found = [];
      for (let i = waits[state]; i < waits[state + 1]; i++) {
        found.push({ cpu: packed.who[i], why: packed.reasons[packed.why[i]] });
      }
      return found;
    }

    // What a step changes, apart from where the CPU is: [name, before, after].
    function changes(step) {
      const found = [];
      const before = pte(step.from);
      pte(step.to).forEach((letter, slot) => {
        if (letter !== before[slot]) found.push([slot, before[slot], letter]);
      });
      return found;
    }

    function others(step) {
      return own.filter((one) => one.v[one.s[step.from]] !== one.v[one.s[step.to]])
        .map((one) => [one.n, one.v[one.s[step.from]], one.v[one.s[step.to]]]);
    }

    // All states that can be reached, nearest first, with the step by which: a breadth-first search.
    function* reached(from) {
      const by = new Map([[from, null]]);
      const queue = [from];
      for (let i = 0; i < queue.length; i++) {
        yield [queue[i], by];
        for (const step of steps(queue[i])) {
          if (by.has(step.to)) continue;
          by.set(step.to, step);
          queue.push(step.to);
        }
      }
    }

    function back(by, state) {
      const way = [];
      for (let step = by.get(state); step; step = by.get(step.from)) way.push(step);
      return way.reverse();
    }

    // A shortest way to a state of some kind, null if there is none.
    function way(from, wanted) {
      for (const [state, by] of reached(from)) if (wanted(state)) return back(by, state);
      return null;
    }

    // The words by which a step is found: who, where, and what changes.
    function words(step, names) {
      const [label, name, primitive] = labels[step.label];
      const said = [cpus[step.cpu], label, name, ...primitive.split(/[^\w-]+/)];
      for (const [slot, before, after] of changes(step)) said.push(...names(slot, before, after), before, after, "pte");
      const held = ptls(step.from);
      if (ptls(step.to).some((holder, table) => holder !== held[table])) said.push("ptl");
      for (const [variable] of others(step)) said.push(...variable.split(/[^\w-]+/));
      return new Set(said.map((word) => word.toLowerCase()));
    }

    // Steps that fit all words, nearest first: each with the way to it, the step itself included.
    function search(from, query, names) {
      const asked = query.toLowerCase().split(/[^\w-]+/)
        .filter((word) => word && !NO_WORDS.has(word));
      if (!asked.length) return [];
      const found = [];
      for (const [state, by] of reached(from)) {
        for (const step of steps(state)) {
          const known = words(step, names);
          if (asked.every((word) => known.has(word))) found.push({ step, way: () => [...back(by, state), step], by });
        }
      }
      const far = new Map();
      const depth = (by, state) => {
        const open = [];
        for (let one = state; !far.has(one); one = by.get(one).from) {
          if (!by.get(one)) { far.set(one, 0); break; }
          open.push(one);
        }
        for (const one of open.reverse()) far.set(one, far.get(by.get(one).from) + 1);
        return far.get(state);
      };
      return found.map((one) => ({ ...one, distance: depth(one.by, one.step.from) + 1 }));
    }

    // What stands in an address: `reclaim*3.contpte.reclaim`; `contpte~1` where a step has several
    // outcomes.
    function write(first, way) {
      const runs = [];
      const several = [...sets.initial].length > 1;
      if (several) runs.push([`from-${first}`, 1]);
      for (const step of way) {
        const same = steps(step.from).filter((one) => one.cpu === step.cpu);
        const nth = same.findIndex((one) => one.to === step.to && one.label === step.label);
        const word = cpus[step.cpu] + (nth ? `~${nth}` : "");
        if (runs.length && runs[runs.length - 1][0] === word) runs[runs.length - 1][1] += 1;
        else runs.push([word, 1]);
      }
      return runs.map(([word, times]) => encodeURIComponent(word) + (times > 1 ? `*${times}` : "")).join(".");
    }

    // The way that an address stands for, as far as it can be gone.
    function read(text) {
      let first = packed.initial[0];
      const way = [];
      for (const part of text.split(".").filter(Boolean)) {
        const match = /^([^*~]+)(?:~(\d{1,6}))?(?:\*(\d{1,6}))?$/.exec(part);
        if (!match) break;
        let name = match[1];
        try { name = decodeURIComponent(name); } catch { break; }
        if (!way.length && /^from-\d{1,6}$/.test(name)) {
          if (sets.initial.has(Number(name.slice(5)))) first = Number(name.slice(5));
          continue;
        }
        const cpu = cpus.indexOf(name);
        for (let times = Number(match[3] || 1); times > 0; times--) {
          const here = way.length ? way[way.length - 1].to : first;
          const step = steps(here).filter((one) => one.cpu === cpu)[Number(match[2] || 0)];
          if (!step) return { first, way, whole: false };
          way.push(step);
        }
      }
      return { first, way, whole: true };
    }

    const letters = new Set(column.get("view pte").v.join(""));

    return { sets, letters, count: packed.steps.length, initial: packed.initial, counterexample: packed.counterexample,
      own, value, pte, ptls, tables, at, steps, waiting, changes, others, way, search, write, read };
  }

  return { unpack, make };
})();
