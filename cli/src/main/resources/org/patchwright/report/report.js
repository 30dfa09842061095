/* One finding: its path through the source, the control flow, the driver's life, the patch. */
"use strict";
(() => {
  const { h, render, Component, Fragment } = preact;
  const SVG = "http://www.w3.org/2000/svg";
  const list = document.getElementById("findings");
  const mount = document.getElementById("finding");
  const table = patchwright.tables.get("findings");

  function points(p) {
    const all = [];
    for (let i = 0; i < p.length; i += 2) all.push(p[i] + "," + p[i + 1]);
    return all.join(" ");
  }

  function Picture({ picture, boxes = [], arrows = [], now = -1 }) {
    const inside = new Set(boxes);
    const along = new Set(arrows);
    return h("div", { class: "picture", tabIndex: 0, role: "region", "aria-label": picture.title },
      h("svg", { xmlns: SVG, width: picture.w, height: picture.h, viewBox: `0 0 ${picture.w} ${picture.h}`,
        role: "img", "aria-label": picture.title },
        h("defs", null, ["head", "head-on"].map((id) =>
          h("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto" },
            h("path", { d: "M0 0L8 4L0 8z" })))),
        picture.arrows.map((arrow, i) => h(Fragment, { key: i },
          h("polyline", { points: points(arrow.p), class: along.has(i) ? "on" : "",
            "marker-end": along.has(i) ? "url(#head-on)" : "url(#head)" }),
          arrow.t && h("text", { x: arrow.x, y: arrow.y }, arrow.t))),
        picture.boxes.map((box, i) => h("g", { key: i, class: "box " + box.k + (inside.has(i) ? " on" : "") + (i === now ? " now" : "") },
          h("rect", { x: box.x, y: box.y, width: box.w, height: box.h, rx: box.k === "state" ? 14 : 3 }),
          box.t.map((line, n) => h("text", { key: n, x: box.x + 8, y: box.y + 20 + 16 * n }, line))))));
  }

  function Source({ path, lines, way, steps, current, choose }) {
    const at = new Map();
    steps.forEach((step, i) => {
      if (step.path === path) at.set(step.line, [...(at.get(step.line) ?? []), i]);
    });
    const passed = new Set(way);
    const mine = steps.filter((one) => one.path === path);
    let before = 0;
    return h("section", { class: "file" },
      h("h3", null, path),
      h("div", { class: "source", tabIndex: 0, role: "region", "aria-label": "Source of " + path },
        lines.filter(([number]) => mine.some((one) => number >= one.from && number <= one.to)).map(([number, text]) => {
          const gap = before > 0 && number !== before + 1;
          before = number;
          const here = at.get(number) ?? [];
          const now = here.includes(current);
          return h(Fragment, { key: number },
            gap && h("div", { class: "gap" }, "…"),
            h("div", { class: "line" + (passed.has(number) || here.length ? " way" : "") + (here.length ? " step" : "") + (now ? " now" : ""),
              "data-line": number },
              h("span", { class: "number" }, number), h("code", null, text || " ")),
            here.map((i) => h("button", { key: i, class: "note" + (i === current ? " now" : ""), "data-step": i,
              "aria-current": i === current ? "step" : undefined, onClick: () => choose(i) },
              h("b", null, i + 1), " ", steps[i].text)));
        })));
  }

  class Finding extends Component {
    constructor(props) {
      super(props);
      this.state = { step: 0, copied: "" };
    }

    componentDidMount() {
      this.heading?.focus();
      this.show();
    }

    componentDidUpdate(before, state) {
      if (state.step !== this.state.step) this.show();
    }

    show() {
      document.querySelector(`.note[data-step="${this.state.step}"]`)?.scrollIntoView({ block: "center", inline: "nearest" });
      const box = document.querySelector(".picture .now rect");
      if (box) {
        const picture = box.closest(".picture");
        const { x, y, width, height } = box;
        picture.scrollLeft = x.baseVal.value + (width.baseVal.value - picture.clientWidth) / 2;
        picture.scrollTop = y.baseVal.value + (height.baseVal.value - picture.clientHeight) / 2;
      }
    }

    go(step) {
      this.setState({ step: Math.max(0, Math.min(this.props.finding.steps.length - 1, step)) });
    }

    async copy() {
      const text = this.props.finding.fix.diff.join("\n");
      let copied = "copied";
      try {
        await navigator.clipboard.writeText(text);
      } catch (refused) {
        const area = document.createElement("textarea");
        area.value = text;
        document.body.append(area);
        area.select();
        copied = document.execCommand("copy") ? "copied" : "could not be copied: select it by hand";
        area.remove();
      }
      this.setState({ copied });
    }

    render({ number, finding, data, place }, { step, copied }) {
      const { steps } = finding;
      const paths = [...new Set(steps.map((one) => one.path))];
      const now = steps[step];
      const flow = finding.flow && data.pictures[finding.flow];
      const life = finding.life && data.pictures[finding.life];
      return h("article", { class: "finding", "data-finding": number },
        h("p", { class: "bar" }, h("button", { onClick: back }, "All findings ", h("kbd", null, "Esc")), " ",
          h("button", { onClick: () => neighbour(-1) }, "Previous ", h("kbd", null, "[")), " ",
          h("button", { onClick: () => neighbour(1) }, "Next ", h("kbd", null, "]")), " ", place),
        h("h2", { tabIndex: -1, ref: (one) => (this.heading = one) }, finding.message),
        h("p", { class: "lead" }, [finding.rule, finding.severity, finding.rank,
          finding.function && "in " + finding.function + "()"].filter(Boolean).join(" · ")),
        h("h3", null, "Path"),
        h("p", null, h("button", { onClick: () => this.go(step - 1) }, "Step back ", h("kbd", null, "k")), " ",
          h("button", { onClick: () => this.go(step + 1) }, "Step on ", h("kbd", null, "j"))),
        h("p", { role: "status", class: "where" },
          `Step ${step + 1} of ${steps.length}: ${now.path}:${now.line}: ${now.text}`),
        h("ol", { class: "steps" }, steps.map((one, i) => h("li", { key: i },
          h("button", { "aria-current": i === step ? "step" : undefined, onClick: () => this.go(i) },
            `${one.path}:${one.line} ${one.text}`)))),
        paths.map((path) => h(Source, { key: path, path, lines: data.sources[path] ?? [], way: finding.way?.[path] ?? [], steps, current: step,
          choose: (i) => this.go(i) })),
        finding.fix && h("section", null, h("h3", null, "Proposed patch"),
          h("p", null, h("b", null, finding.fix.title), " ", finding.fix.why),
          h("p", null, h("button", { class: "copy", onClick: () => this.copy() }, "Copy the patch"), " ",
            h("span", { role: "status" }, copied)),
          h("pre", { class: "code", tabIndex: 0 }, finding.fix.diff.map((line, i) =>
            h("span", { key: i, class: line.startsWith("+") ? "tone-good" : line.startsWith("-") ? "tone-bad" : line.startsWith("@") ? "tone-muted" : "" },
              line + "\n")))),
        finding.unmended && h("p", null, "No patch: " + finding.unmended),
        flow && h("section", null, h("h3", null, "Control flow"), h(Picture, { picture: flow, boxes: finding.boxes, arrows: finding.arrows, now: finding.at[step] })),
        life && h("details", { open: false }, h("summary", null, "The driver's life"), h(Picture, { picture: life })));
    }
  }

  let current;

  function back() {
    location.hash = "";
  }

  function neighbour(step) {
    const rows = table.matching();
    const at = rows.indexOf(Number(current?.number) - 1) + step;
    if (at >= 0 && at < rows.length) location.hash = "#finding/" + (rows[at] + 1);
  }

  async function follow() {
    const wanted = /^#finding\/(\d+)$/.exec(location.hash);
    render(null, mount);
    list.hidden = Boolean(wanted);
    if (!wanted) {
      if (current) table.go(table.matching().indexOf(current.number - 1));
      current = undefined;
      return;
    }
    const number = Number(wanted[1]);
    const index = await patchwright.need("index");
    const name = index.data[number - 1];
    if (!name) {
      render(h("p", null, "There is no finding " + number + "."), mount);
      return;
    }
    const data = await patchwright.need(name);
    const rows = table.matching();
    const at = rows.indexOf(number - 1);
    const place = at < 0 ? "" : `${at + 1} of ${rows.length}`;
    current = { number };
    scrollTo(0, 0);
    render(h(Finding, { key: number, number, finding: data.findings[number], data, place,
      ref: (view) => current && (current.view = view) }), mount);
  }

  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (!current?.view || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = current.view.state.step;
    const keys = { j: () => current.view.go(step + 1), k: () => current.view.go(step - 1), Escape: back,
      "[": () => neighbour(-1), "]": () => neighbour(1) };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  follow();
})();
