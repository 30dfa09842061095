/* What all pages share: tables that are searched, sorted and narrowed by keyboard, and data that is
 * read when it is wanted. Text becomes text nodes only; nothing here writes markup. */
"use strict";
const patchwright = (() => {
  const { h, render, Component } = preact;
  const HEIGHT = 35;
  const waiting = new Map();
  const tables = new Map();

  /** A script of data/ says what it holds. */
  function data(name, value) {
    waiting.get(name)?.done(value);
  }

  /** A promise of what data/NAME.js holds. */
  function need(name) {
    let entry = waiting.get(name);
    if (!entry) {
      entry = {};
      entry.promise = new Promise((done, failed) => {
        entry.done = done;
        entry.failed = failed;
      });
      waiting.set(name, entry);
      const script = document.createElement("script");
      script.src = "data/" + name + ".js";
      script.onerror = () => entry.failed(new Error(script.src + " can't be read"));
      document.head.append(script);
    }
    return entry.promise;
  }

  const text = (cell) => (typeof cell === "object" ? cell.t : cell);
  const collator = new Intl.Collator("en", { numeric: true });

  class Table extends Component {
    constructor(props) {
      super(props);
      const { columns, rows } = props.table;
      this.words = rows.map((row) => row.map(text).join("\n").toLowerCase());
      this.names = columns.map((column) => column.name.toLowerCase());
      this.state = { query: "", choices: {}, sort: -1, down: false, from: 0, at: 0, by: -1 };
      this.scroll = (event) => {
        const from = Math.floor(event.target.scrollTop / HEIGHT);
        if (from !== this.state.from) this.setState({ from });
      };
    }

    componentDidMount() {
      tables.set(this.props.id, this);
      this.resized = () => this.forceUpdate();
      addEventListener("resize", this.resized);
      this.forceUpdate();
    }

    componentDidUpdate() {
      if (this.wanted !== undefined) {
        const row = this.body?.querySelector('tr[data-at="' + this.wanted + '"]');
        this.wanted = undefined;
        row?.focus();
      }
    }

    /** Numbers of the rows that hold the words searched for: the same for every list of choices. */
    holding(query) {
      if (this.held?.query === query) return this.held.rows;
      const terms = query.toLowerCase().split(/\s+/).filter(Boolean).map((term) => {
        const colon = term.indexOf(":");
        const column = colon > 0 ? this.names.indexOf(term.slice(0, colon)) : -1;
        return column < 0 ? { column, term } : { column, term: term.slice(colon + 1) };
      });
      const { rows } = this.props.table;
      const found = [];
      for (let i = 0; i < rows.length; i++) {
        if (terms.every(({ column, term }) =>
          (column < 0 ? this.words[i] : String(text(rows[i][column])).toLowerCase()).includes(term))) {
          found.push(i);
        }
      }
      this.held = { query, rows: found };
      return found;
    }

    /** Numbers of the rows that match, in the order in which they are shown. */
    matching(except = -1) {
      const { query, choices, sort, down } = this.state;
      const { columns, rows } = this.props.table;
      const key = JSON.stringify([query, choices, sort, down, except]);
      if (this.known?.key === key) return this.known.rows;
      const chosen = Object.entries(choices)
        .map(([column, value]) => [Number(column), value])
        .filter(([column, value]) => value !== "" && column !== except);
      const found = this.holding(query)
        .filter((i) => chosen.every(([column, value]) => String(text(rows[i][column])) === value));
      if (sort >= 0 && except < 0) {
        const number = columns[sort].kind === "number";
        const order = number
          ? (a, b) => Number(text(rows[a][sort])) - Number(text(rows[b][sort]))
          : (a, b) => collator.compare(text(rows[a][sort]), text(rows[b][sort]));
        found.sort(down ? (a, b) => order(b, a) || a - b : (a, b) => order(a, b) || a - b);
      }
      if (except < 0) this.known = { key, rows: found };
      return found;
    }

    counts(column) {
      const counts = new Map();
      for (const i of this.matching(column)) {
        const value = String(text(this.props.table.rows[i][column]));
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      // More than these nobody looks through; the search box finds the others.
      return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 200);
    }

    narrow(change) {
      if (this.box) this.box.scrollTop = 0;
      this.setState({ ...change, from: 0, at: 0 });
    }

    choose(column, value) {
      this.narrow({ choices: { ...this.state.choices, [column]: value } });
    }

    /** Moves the keyboard to a row, by its place among those shown. */
    go(place) {
      const shown = this.matching();
      const at = Math.max(0, Math.min(shown.length - 1, place));
      if (!shown.length || !this.box) return;
      const top = at * HEIGHT;
      const room = this.box.clientHeight - HEIGHT;
      if (top < this.box.scrollTop) this.box.scrollTop = top;
      if (top + HEIGHT > this.box.scrollTop + room) this.box.scrollTop = top + HEIGHT - room;
      this.wanted = at;
      this.setState({ at, from: Math.floor(this.box.scrollTop / HEIGHT) });
    }

    keys(event) {
      const page = Math.max(1, Math.floor((this.box?.clientHeight ?? 0) / HEIGHT) - 1);
      const at = this.state.at;
      const moves = {
        ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, PageDown: at + page,
        PageUp: at - page, Home: 0, End: Infinity,
      };
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key in moves) {
        event.preventDefault();
        this.go(moves[event.key]);
      } else if (event.key === "Enter" && event.target.tagName === "TR") {
        event.preventDefault();
        event.target.querySelector("a")?.click();
      } else if (event.key === "Escape") {
        this.field?.focus();
      }
    }

    render({ table, id }, { query, choices, sort, down, at, by }) {
      const { columns, rows, caption } = table;
      const started = performance.now();
      const shown = this.matching();
      const room = Math.ceil((this.box?.clientHeight ?? 700) / HEIGHT) + 12;
      const from = Math.max(0, Math.min(this.state.from - 6, shown.length - room));
      const window = shown.slice(from, from + room);
      const total = columns.reduce((sum, column) => sum + column.width, 0);
      const choosable = columns.map((column, i) => [column, i]).filter(([c]) => c.kind === "choice" || c.kind === "path");
      const bars = by >= 0 ? this.counts(by) : [];
      const most = bars.length ? bars[0][1] : 1;
      const tree = h("div", null,
        h("div", { class: "pw-controls", role: "search", "aria-label": caption },
          h("label", null, "Search ", h("input", {
            type: "search", value: query, ref: (field) => (this.field = field), autocomplete: "off",
            spellcheck: false, "aria-describedby": id + "-help", "data-search": id,
            onInput: (event) => this.narrow({ query: event.target.value }),
            onKeyDown: (event) => {
              if (event.key === "ArrowDown" || event.key === "Enter") {
                event.preventDefault();
                this.go(0);
              }
            },
          })),
          choosable.map(([column, i]) => h("label", { key: i }, column.name,
            h("select", { value: choices[i] ?? "", onChange: (event) => this.choose(i, event.target.value) },
              h("option", { value: "" }, "all"),
              this.counts(i).map(([value, n]) =>
                h("option", { value, key: value }, (value || "none") + " (" + n + ")"))))),
          choosable.length > 0 && h("label", null, "Count by",
            h("select", { value: by, onChange: (event) => this.setState({ by: Number(event.target.value) }) },
              h("option", { value: -1 }, "nothing"),
              choosable.map(([column, i]) => h("option", { value: i, key: i }, column.name))))),
        h("p", { class: "pw-hidden", id: id + "-help" },
          "Words that a row must hold, or column:word. Down arrow goes to the rows."),
        bars.length > 0 && h("ul", { class: "pw-bars", "aria-label": "Count by " + columns[by].name },
          bars.map(([value, n]) => h("li", { key: value },
            h("button", { "aria-pressed": choices[by] === value ? "true" : "false",
              onClick: () => this.choose(by, choices[by] === value ? "" : value) },
              h("span", null, value || "none"), h("span", null, n)),
            h("meter", { min: 0, max: most, value: n, "aria-hidden": "true" })))),
        h("p", { class: "pw-count", role: "status" },
          shown.length === rows.length ? rows.length + " " + caption
            : shown.length + " of " + rows.length + " " + caption),
        h("div", { class: "pw-scroll", tabIndex: 0, role: "region", "aria-label": caption,
          ref: (box) => (this.box = box), onScroll: this.scroll, onKeyDown: (event) => this.keys(event) },
          h("table", { "aria-rowcount": shown.length + 1 },
            h("caption", { class: "pw-hidden" }, caption),
            h("colgroup", null, columns.map((column, i) =>
              h("col", { key: i, style: { width: (100 * column.width) / total + "%" } }))),
            h("thead", null, h("tr", { "aria-rowindex": 1 }, columns.map((column, i) =>
              h("th", { key: i, scope: "col",
                "aria-sort": sort !== i ? undefined : down ? "descending" : "ascending" },
                h("button", { onClick: () => this.narrow(sort === i ? { down: !down } : { sort: i, down: false }) },
                  column.name, sort === i ? (down ? " ▼" : " ▲") : ""))))),
            h("tbody", { ref: (body) => (this.body = body) },
              h("tr", { class: "pw-gap", "aria-hidden": "true", style: { height: from * HEIGHT + "px" } }, h("td", { colSpan: columns.length })),
              window.map((number, i) => {
                const place = from + i;
                return h("tr", { key: number, "data-at": place, "data-row": number, "aria-rowindex": place + 2,
                  tabIndex: place === at ? 0 : -1, class: place === at ? "chosen" : "",
                  onFocus: () => place !== at && this.setState({ at: place }) },
                  rows[number].map((cell, c) => h("td", { key: c, class: columns[c].kind, title: text(cell) },
                    typeof cell !== "object" ? (columns[c].kind === "path" ? h("bdi", null, cell) : cell)
                      : cell.h ? h("a", { href: cell.h, tabIndex: -1, class: cell.c }, cell.t)
                        : h("span", { class: cell.c }, cell.t))));
              }),
              h("tr", { class: "pw-gap", "aria-hidden": "true",
                style: { height: Math.max(0, shown.length - from - window.length) * HEIGHT + "px" } },
                h("td", { colSpan: columns.length }))))));
      this.took = performance.now() - started;
      return tree;
    }
  }

  for (const place of document.querySelectorAll("[data-table]")) {
    const table = JSON.parse(document.getElementById(place.dataset.table).textContent);
    place.replaceChildren();
    render(h(Table, { table, id: place.id }), place);
  }

  addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName ?? "");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const field = [...document.querySelectorAll("[data-search]")].find((one) => one.offsetParent);
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
      }
    }
  });

  return { data, need, tables, text };
})();
