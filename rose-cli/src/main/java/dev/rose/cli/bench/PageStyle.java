package dev.rose.cli.bench;

/** How the page looks, by day and by night. */
final class PageStyle {

    @Override
    public String toString() {
        return """
        :root {
          color-scheme: light dark;
          --page: #fff; --ink: #1d1b20; --quiet: #5d5a63; --line: #dcd9e0; --card: #f6f4f7;
          --plain: #8b8794; --naive: #c9b8a4; --batched: #6d8fb5; --engine: #b3365f;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #17151a; --ink: #ece9f0; --quiet: #a7a2b0; --line: #3a3740; --card: #221f27;
            --plain: #8f8a99; --naive: #9c8566; --batched: #6c93c0; --engine: #e0628b;
          }
        }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
        main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 3rem }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem }
        h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .2rem }
        p { margin: 0 0 1rem; color: var(--quiet) }
        section { margin-top: 2.6rem }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .8rem; list-style: none; margin: 1.2rem 0 0; padding: 0 }
        .cards li { background: var(--card); border-radius: .5rem; padding: .8rem 1rem; font-size: .85rem; line-height: 1.35; color: var(--quiet) }
        .cards strong { display: block; font-size: 1.6rem; line-height: 1.3; color: var(--ink) }
        svg { display: block; width: 100%; min-width: 34rem; height: auto; margin: .4rem 0 1rem }
        svg text { font: 14px system-ui, sans-serif; fill: var(--ink) }
        svg .label { text-anchor: end; fill: var(--quiet) }
        svg .middle { text-anchor: middle; fill: var(--quiet) }
        svg .heading { font-weight: 600 }
        svg .reference { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 4; opacity: .6 }
        svg .grid { stroke: var(--line); stroke-width: 1 }
        rect.plain, circle.plain { fill: var(--plain) } polyline.plain { stroke: var(--plain) }
        rect.naive { fill: var(--naive) } rect.batched { fill: var(--batched) }
        rect.engine, circle.engine { fill: var(--engine) } polyline.engine { stroke: var(--engine) }
        polyline { fill: none; stroke-width: 2.5; stroke-linejoin: round }
        .wide { overflow-x: auto }
        table { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
        th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--line); font-weight: normal; white-space: nowrap }
        thead th { color: var(--quiet) }
        th:first-child { text-align: left; padding-left: 0 }
        ul { margin: 0; padding-left: 1.2rem; color: var(--quiet) }
        footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; font-size: .85rem }
        """;
    }
}
