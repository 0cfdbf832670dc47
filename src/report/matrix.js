// The page of a matrix. Texts of others only ever become text nodes.

const {matrix, thumbnails} = JSON.parse(document.getElementById('document').textContent);

// ---- the heat map ----
const cell_buttons = new Map();

// From red to green, dark enough for white digits.
function ground_of(share) {
    const part = Math.min(1, Math.max(0, share));
    return `hsl(${Math.round(120 * part)} 60% ${Math.round(36 - 10 * part)}%)`;
}

function heat_cell(row, {variant}) {
    const cell = row.cells.find((each) => each.variant === variant);
    if (cell === undefined) return element('td');
    if (cell.share === null) return element('td', '✗');
    const button = element('button', number(cell.share, (share) => String(Math.round(100 * share))));
    button.type = 'button';
    button.title = `${row.name}, ${variant}: ${time_text(cell.median_s)}`;
    button.addEventListener('click', () => {
        choose(matrix.rows.indexOf(row), variant);
        document.getElementById('run-title').scrollIntoView();
    });
    cell_buttons.set(cell, button);
    if (cell.best) button.append(with_class('hidden', element('span', ' best')));
    const made = with_class(cell.best ? 'cell best' : 'cell', element('td', button));
    made.style.background = ground_of(cell.share);
    return made;
}

function heat_row(row, index) {
    const button = element('button', row.name);
    button.type = 'button';
    button.addEventListener('click', () => { choose(index); document.getElementById('curve-title').scrollIntoView(); });
    const head = element('th', button, ...(row.valid ? [] : [' INVALID']));
    head.scope = 'row';
    return element('tr', head, ...matrix.columns.map((column) => heat_cell(row, column)));
}

function show_heat() {
    scrollable(document.getElementById('heat'), 'Share of the limit', table('Share of the limit',
        ['network', ...matrix.columns.map(({heading}) => heading)], matrix.rows.map(heat_row)));
    const left_out = document.getElementById('left-out');
    left_out.hidden = matrix.left_out.length === 0;
    left_out.textContent = `Left out for want of time: ${matrix.left_out.join('; ')}.`;
}

function show_words() {
    const [first] = matrix.rows;
    const name = `${counted(matrix.rows.length, 'network')}, ${counted(matrix.columns.length, 'way')} to download`;
    document.title = document.getElementById('title').textContent = name;
    document.getElementById('origin').textContent = first === undefined ? '' :
        `${counted(first.files, 'flag')} · ${first.started.replace('T', ' ').slice(0, 16)} UTC · ${first.machine}`;
    const assumed = document.getElementById('assumed');
    assumed.hidden = matrix.assumed === '';
    assumed.textContent = matrix.assumed;
    show_program(matrix.program);
    document.getElementById('sentences').append(...matrix.rows.map(({sentence}) => element('li', sentence)));
}

// ---- the curve of one network ----
// Plugin: the 95 % interval of each point.
const whiskers = (cells) => ({
    id: 'whiskers',
    afterDatasetsDraw({ctx: context, scales: {x, y}}) {
        context.save();
        context.strokeStyle = colour('receive');
        context.lineWidth = 2;
        cells.forEach(({interval_s: interval}, index) => {
            if (interval === null) return;
            const at = x.getPixelForValue(index);
            const [low, high] = interval.map((bound) => y.getPixelForValue(bound));
            context.beginPath();
            context.moveTo(at - 5, low);
            context.lineTo(at + 5, low);
            context.moveTo(at, low);
            context.lineTo(at, high);
            context.moveTo(at - 5, high);
            context.lineTo(at + 5, high);
            context.stroke();
        });
        context.restore();
    },
});

const name_of_cell = ({variant, at_once, automatic}) =>
    (at_once === null ? variant : automatic ? 'auto' : String(at_once));

function curve_config(row, cells) {
    const datasets = [{label: 'median time', data: cells.map((cell) => cell.median_s), yAxisID: 'y',
        borderColor: () => colour('receive'), backgroundColor: () => colour('receive'), pointRadius: 4}];
    if (row.least_time_s !== null)
        datasets.push({label: 'limit', data: cells.map(() => row.least_time_s), yAxisID: 'y', pointRadius: 0,
            borderColor: () => colour('ink'), backgroundColor: () => colour('ink'), borderDash: [4, 3]});
    const packets = (label, name, shade) => {
        if (cells.some((cell) => cell[name] > 0))
            datasets.push({label, data: cells.map((cell) => cell[name]), type: 'bar', yAxisID: 'drops',
                backgroundColor: () => colour(shade), barPercentage: 0.4});
    };
    packets('packets dropped in a run', 'dropped', 'connect');
    packets('segments sent again in a run', 'resent', 'ssl');
    return {
        type: 'line', data: {labels: cells.map(name_of_cell), datasets}, plugins: [whiskers(cells)],
        options: {
            maintainAspectRatio: false,
            scales: {
                x: {title: {display: true, text: 'requests at once'}, offset: true},
                y: {min: 0, title: {display: true, text: 'time'}, ticks: {callback: time_text}},
                drops: {display: datasets.some(({yAxisID}) => yAxisID === 'drops'), position: 'right', min: 0, grid: {display: false},
                    title: {display: true, text: 'packets'}, ticks: {precision: 0}},
            },
            plugins: {tooltip: {callbacks: {label: ({dataset, raw}) =>
                `${dataset.label}: ${dataset.yAxisID === 'y' ? time_text(raw) : count_text(raw)}`}}},
        },
    };
}

function curve_numbers({cells}) {
    return table('Cells', ['variant', 'median time', 'from', 'to', 'share of the limit', 'dropped in a run', 'sent again',
        'runs'],
        cells.map((cell) => row(cell.variant, number(cell.median_s, time_text),
            number(cell.interval_s?.[0] ?? null, time_text), number(cell.interval_s?.[1] ?? null, time_text),
            number(cell.share, percent_text), number(cell.dropped, count_text),
            number(cell.resent, count_text), number(cell.runs, count_text))));
}

function show_curve(chosen) {
    const place = document.getElementById('curve');
    clear(place);
    const cells = chosen.cells.filter(({at_once, median_s}) => at_once !== null && median_s !== null);
    const label = `${chosen.name}: time by requests at once`;
    const figure = element('figure', element('figcaption', element('h3', chosen.name),
        element('small', chosen.network)));
    place.append(figure);
    if (cells.length > 0) chart_in(figure, label, 360, curve_config(chosen, cells));
    figure.append(in_numbers(label, curve_numbers(chosen)));
}

// ---- the requests of one cell ----
// A request is a list here, since there are many.
function flag_of([code, outcome, status, attempt, connection, bytes, start_ms, ideal_ms, ...times]) {
    const timings_ms = Object.fromEntries(matrix.phases.map((name, index) => [name, times[index]]));
    return {code, outcome, status, attempt, connection, bytes, start_ms, ideal_ms, timings_ms};
}

// A cell as a comparison's page knows a variant.
function variant_of(cell, index) {
    const {waterfall} = cell;
    return {name: cell.variant, limit_s: cell.limit_s, property: variant_property(index),
        waterfall: waterfall === null ? null : {...waterfall, flags: waterfall.flags.map(flag_of)}};
}

function show_run(row, cell) {
    const place = document.getElementById('waterfalls');
    clear(place);
    document.getElementById('legend').replaceChildren();
    if (cell === undefined || cell.waterfall === null) {
        place.append(with_class('note', element('p',
            `${row.name}, ${cell?.variant ?? 'no cell'}: the page does not have its requests.`)));
        return;
    }
    const variant = variant_of(cell, 0);
    show_legend(variant.waterfall.flags, variant.waterfall.window.length > 0);
    show_waterfall(place, {...variant, name: `${row.name}, ${variant.name}`}, variant.property);
}

function played_in(row, chosen) {
    const automatic = row.cells.find((cell) => cell.automatic);
    const wanted = [row.cells[0], row.cells.find((cell) => cell.best), automatic, chosen];
    return row.cells.filter((cell) => wanted.includes(cell)).map(variant_of);
}

// ---- what is chosen ----
function options_of(names, chosen) {
    return names.map((name, index) => {
        const option = element('option', name);
        option.value = String(index);
        option.selected = index === chosen;
        return option;
    });
}

// Without a variant the best one.
function choose(index, variant) {
    const row = matrix.rows[index];
    const by_name = row.cells.findIndex((cell) => (variant === undefined ? cell.best : cell.variant === variant));
    const place = Math.max(0, by_name);
    document.getElementById('condition').value = String(index);
    document.getElementById('cell').replaceChildren(...options_of(row.cells.map((cell) => cell.variant), place));
    for (const [cell, button] of cell_buttons) button.setAttribute('aria-pressed', String(cell === row.cells[place]));
    show_apart('curve', () => show_curve(row));
    show_apart('waterfalls', () => show_run(row, row.cells[place]));
    show_apart('play', () => show_play(played_in(row, row.cells[place])));
}

show_apart('origin', show_words);
show_apart('heat', show_heat);
addEventListener('load', () => {
    prepare_charts();
    const networks = document.getElementById('condition');
    const cells = document.getElementById('cell');
    networks.append(...options_of(matrix.rows.map(({name}) => name), 0));
    networks.addEventListener('change', () => choose(Number(networks.value)));
    cells.addEventListener('change', () => choose(Number(networks.value),
        matrix.rows[Number(networks.value)].cells[Number(cells.value)].variant));
    if (matrix.rows.length > 0) choose(0);
});
