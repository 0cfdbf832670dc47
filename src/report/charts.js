// The charts of a comparison's page.

// ---- the waterfalls ----
function show_waterfalls() {
    const seen = comparison.variants.filter((variant) => variant.waterfall !== null);
    const unseen = comparison.variants.filter((variant) => variant.waterfall === null);
    const section = document.getElementById('waterfalls');
    section.hidden = seen.length === 0;
    show_apart('legend', () => show_legend(
        seen.flatMap((variant) => variant.waterfall.flags), seen.some((variant) => variant.waterfall.window.length > 0)));
    const drawn = seen.flatMap((variant) => show_apart('waterfalls',
        () => show_waterfall(section, variant, variant_property(comparison.variants.indexOf(variant)))));
    if (unseen.length > 0)
        section.append(with_class('note', element('p', `${unseen.map((variant) => variant.name).join(', ')}: ` +
            'it is not known when their requests began and ended.')));
    const longest = Math.max(...drawn.map(({end_ms}) => end_ms));
    const one_scale = document.getElementById('one-scale');
    const rescale = () => {
        for (const {charts, end_ms} of drawn)
            for (const chart of charts) {
                Object.assign(chart.options.scales.x,
                    time_axis('since the program was started', one_scale.checked ? longest : end_ms));
                chart.update();
            }
    };
    one_scale.addEventListener('change', rescale);
    rescale();
}

// ---- all samples ----
const SHAPES = ['circle', 'rect', 'triangle', 'rectRot', 'star'];

function sample_numbers(runs) {
    return table('Runs', ['run', 'block', 'variant', 'wall time', 'CPU time', 'failure'],
        runs.map(({run, variant}) => row(String(run.position), number(run.block, String), variant.name,
            number(run.wall_s, time_text), number(run.cpu_s, time_text), run.failure ?? '')));
}

// The next number below or above that has one digit only.
function one_digit(number, round) {
    const power = 10 ** Math.floor(Math.log10(number));
    return round(number / power) * power;
}

// Logarithmic when the times are far apart, so that a tenth more is as high everywhere.
function wall_axis(runs) {
    const walls = runs.map(({run}) => run.wall_s);
    const [least, most] = [Math.min(...walls), Math.max(...walls)];
    if (least <= 0 || most < 4 * least)
        return {grace: '10%', title: {display: true, text: 'wall time'}, ticks: {callback: time_text}};
    const is_told = (value) => [1, 2, 5].includes(Math.round(value / 10 ** Math.floor(Math.log10(value * 1.001))));
    return {type: 'logarithmic', min: one_digit(least * 0.9, Math.floor), max: one_digit(most * 1.1, Math.ceil),
        title: {display: true, text: 'wall time, logarithmic'},
        ticks: {autoSkip: false, callback: (value) => (is_told(value) ? time_text(value) : '')}};
}

function show_samples() {
    const runs = comparison.variants.flatMap((variant, index) => variant.runs.map((run) => ({run, variant, index})))
        .sort((a, b) => a.run.position - b.run.position);
    if (runs.length === 0) return;
    const label = `Wall time of ${counted(runs.length, 'run')} of ` +
        `${counted(comparison.variants.length, 'variant')}, in their order`;
    const figure = element('figure');
    document.getElementById('samples').append(figure);
    const datasets = comparison.variants.map((variant, index) => {
        const ink = () => colour(variant_property(index));
        const failed = ({raw}) => raw?.run.failure != null;
        return {label: variant.name, data: variant.runs.map((run) => ({x: run.position, y: run.wall_s, run})),
            backgroundColor: ink, borderColor: ink, radius: (at) => (failed(at) ? 8 : 5),
            pointStyle: (at) => (failed(at) ? 'crossRot' : SHAPES[index % SHAPES.length]),
            borderWidth: (at) => (failed(at) ? 3 : 1)};
    });
    chart_in(figure, label, 380, {
        type: 'scatter',
        data: {datasets},
        options: {
            maintainAspectRatio: false,
            scales: {x: {min: 0, max: runs.at(-1).run.position + 1, title: {display: true, text: 'run'},
                ticks: {precision: 0, includeBounds: false}}, y: wall_axis(runs)},
            plugins: {
                legend: {labels: {usePointStyle: true, boxWidth: 8}},
                tooltip: {callbacks: {label: ({dataset, raw}) => [`${dataset.label}: ${time_text(raw.y)}`,
                    ...(raw.run.failure === null ? [] : [raw.run.failure.slice(0, 80)])]}},
            },
        },
    });
    figure.append(in_numbers(label, sample_numbers(runs)));
}

// After the pictures, which the page's own load waits for.
addEventListener('load', () => {
    prepare_charts();
    show_apart('waterfalls', show_waterfalls);
    show_apart('play', () => show_play(comparison.variants.map((variant, index) =>
        ({...variant, property: variant_property(index)}))));
    show_apart('samples', show_samples);
});
