// The waterfall of one run, by Chart.js: what is drawn beside its bars are small plugins of ours.

const PHASES = {blocked: 'waiting for its turn', dns: 'DNS', connect: 'TCP connect', ssl: 'TLS handshake',
    send: 'send', wait: 'wait for the server', receive: 'receive'};
const MOST_LANES = 60; // more rows cannot be read
const FLAG = {width: 20, height: 15};
const END_ROOM = 64; // pixels for the flag and the code behind the longest bar
// Charts above each other have one time axis, so both begin at the same place.
const as_wide_as_lanes = (scale) => { scale.width = 64; };

// ---- the flags themselves ----
const pictures = new Map(Object.entries(thumbnails).map(([code, uri]) => {
    const picture = new Image();
    picture.src = uri;
    return [code, picture];
}));

function can_be_drawn(code) {
    const picture = pictures.get(code);
    return picture !== undefined && picture.complete && picture.naturalWidth > 0;
}

// ---- requests and the rows that they are in ----
function segments_of({start_ms, timings_ms: phases}) {
    let from = start_ms;
    return Object.keys(PHASES).map((name) => {
        const length = name === 'connect' ? phases.connect - phases.ssl : phases[name];
        const segment = {name, from, to: from + length};
        from = segment.to;
        return segment;
    });
}

const end_of = (flag) => flag.start_ms + flag.timings_ms.total;
const work_begin_of = (flag) => flag.start_ms + flag.timings_ms.blocked;

// A connection has one row, or several while it carries several requests at a time (HTTP/2).
function lanes_of(flags) {
    const lanes = [];
    for (const flag of [...flags].sort((a, b) => work_begin_of(a) - work_begin_of(b))) {
        const is_free = (lane) => lane.connection === flag.connection && lane.end <= work_begin_of(flag) + 0.5;
        let lane = lanes.find(is_free);
        if (lane === undefined) {
            lane = {connection: flag.connection, flags: [], begin: flag.start_ms};
            lanes.push(lane);
        }
        // Its wait for a turn is over in a row where the turn before it was another's.
        lane.flags.push({flag, not_before: lane.end ?? flag.start_ms});
        lane.end = end_of(flag);
    }
    return lanes;
}

// The first rows and the last: how it began, and what it waited for in the end.
function shown_lanes(lanes) {
    if (lanes.length <= MOST_LANES) return lanes;
    return [...lanes.slice(0, MOST_LANES / 2), {connection: '⋮', flags: []}, ...lanes.slice(-MOST_LANES / 2)];
}

function bars_of(lanes, pick) {
    return lanes.flatMap((lane, y) => lane.flags.flatMap(({flag, not_before}) => {
        const {from, to} = pick(flag);
        const begin = Math.max(from, not_before);
        return to > begin ? [{x: [begin, to], y: String(y), flag}] : [];
    }));
}

function ideal_of(flag) {
    const from = work_begin_of(flag);
    return {from, to: flag.ideal_ms === null ? from : from + flag.ideal_ms};
}

// ---- the waterfall ----
// A text that a line below it does not strike through.
function write_over(context, text, x, y) {
    context.save();
    context.strokeStyle = colour('card');
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeText(text, x, y);
    context.restore();
    context.fillText(text, x, y);
}

function draw_end(context, flag, x, y, is_above) {
    const left = is_above ? x - FLAG.width : x + 4;
    const top = is_above ? y - 10 - FLAG.height : y - FLAG.height / 2;
    const failed = flag.outcome !== 'ok';
    const text = failed ? `✗ ${flag.status ?? flag.outcome}` : flag.code;
    context.fillStyle = colour(failed ? 'bad' : 'ink');
    if (failed || !can_be_drawn(flag.code)) {
        context.textAlign = is_above ? 'right' : 'left';
        write_over(context, text.slice(0, 8), is_above ? x : left, top + FLAG.height / 2);
        return;
    }
    context.drawImage(pictures.get(flag.code), left, top, FLAG.width, FLAG.height);
    context.strokeStyle = colour('quiet');
    context.strokeRect(left, top, FLAG.width, FLAG.height);
    context.textAlign = 'left';
    if (!is_above) write_over(context, text.slice(0, 6), left + FLAG.width + 4, y);
}

// Plugin: the flags at the ends of their bars; above them where a row has several.
const flags_at_ends = (lanes) => ({
    id: 'flags_at_ends',
    afterDatasetsDraw({ctx: context, scales: {x, y}}) {
        context.save();
        context.font = '11px system-ui, sans-serif';
        context.textBaseline = 'middle';
        context.lineWidth = 0.5;
        lanes.forEach((lane, index) => {
            const is_above = lane.flags.length > 1;
            let taken = -Infinity;
            for (const {flag} of lane.flags) {
                const at = x.getPixelForValue(end_of(flag));
                if (is_above && at - FLAG.width < taken + 2) continue;
                draw_end(context, flag, at, y.getPixelForValue(index), is_above);
                taken = at;
            }
        });
        context.restore();
    },
});

// Plugin: a line at the limit of the whole run.
const limit_line = (limit_s) => ({
    id: 'limit_line',
    afterDatasetsDraw({ctx: context, scales: {x}, chartArea: area}) {
        if (limit_s === null) return;
        const at = x.getPixelForValue(limit_s * 1000);
        context.save();
        context.strokeStyle = context.fillStyle = colour('ink');
        context.setLineDash([4, 3]);
        context.beginPath();
        context.moveTo(at, area.top - 4);
        context.lineTo(at, area.bottom);
        context.stroke();
        context.font = '11px system-ui, sans-serif';
        context.textAlign = at > (area.left + area.right) / 2 ? 'right' : 'left';
        context.fillText(`limit ${time_text(limit_s)}`, at, area.top - 7);
        context.restore();
    },
});

function story_of(flag) {
    const parts = segments_of(flag).filter(({from, to}) => to > from)
        .map(({name, from, to}) => `${PHASES[name]}: ${milliseconds_text(to - from)}`);
    const ideal = flag.ideal_ms === null ? '' : `; at least ${milliseconds_text(flag.ideal_ms)}`;
    return [...parts, `in all: ${milliseconds_text(flag.timings_ms.total)}${ideal}`, size_text(flag.bytes)];
}

function title_of(flag) {
    const attempt = flag.attempt > 1 ? `, attempt ${flag.attempt}` : '';
    return `${flag.code}: ${flag.outcome} ${flag.status ?? ''}${attempt}`.slice(0, 80);
}

const phases_in = (flags) => Object.keys(PHASES).filter((name) => flags.some((flag) => flag.timings_ms[name] > 0));

function waterfall_numbers(flags) {
    const phases = phases_in(flags);
    return table('Requests',
        ['flag', 'connection', 'attempt', 'answer', 'begin', ...phases, 'in all', 'at least', 'size'],
        flags.map((flag) => row(flag.code, number(flag.connection, String), number(flag.attempt, String),
            `${flag.outcome} ${flag.status ?? ''}`, number(flag.start_ms, milliseconds_text),
            ...phases.map((name) => number(flag.timings_ms[name], milliseconds_text)),
            number(flag.timings_ms.total, milliseconds_text), number(flag.ideal_ms, milliseconds_text),
            number(flag.bytes, size_text))));
}

function time_axis(title, longest_ms) {
    const in_s = longest_ms >= 2000;
    return {min: 0, max: longest_ms, title: {display: true, text: `${title}, ${in_s ? 's' : 'ms'}`},
        ticks: {callback: (value) => (in_s ? String(value / 1000) : String(value)), includeBounds: false}};
}

function waterfall_config(lanes, variant, end_ms) {
    const bars = Object.keys(PHASES).map((name, index) => ({
        label: PHASES[name], data: bars_of(lanes, (flag) => segments_of(flag)[index]),
        backgroundColor: () => colour(name), barThickness: name === 'blocked' ? 4 : 12}));
    bars.push({label: 'ideal', data: bars_of(lanes, ideal_of), backgroundColor: () => colour('ideal'),
        barThickness: 20});
    return {
        type: 'bar',
        data: {labels: lanes.map((_, index) => String(index)), datasets: bars.map((bar) => ({...bar, grouped: false}))},
        plugins: [limit_line(variant.limit_s), window_line(variant.waterfall.window), flags_at_ends(lanes)],
        options: {
            indexAxis: 'y',
            maintainAspectRatio: false,
            layout: {padding: {right: END_ROOM, top: 20}},
            scales: {
                x: time_axis('since the program was started', end_ms),
                y: {title: {display: true, text: 'connection'}, afterFit: as_wide_as_lanes, grid: {display: false},
                    ticks: {autoSkip: false, callback: (index) => String(lanes[index].connection ?? '–')}},
            },
            plugins: {
                legend: {display: false},
                tooltip: {displayColors: false, callbacks: {
                    title: ([item]) => title_of(item.raw.flag), label: ({raw}) => story_of(raw.flag)}},
            },
        },
    };
}

// `variant` has a name, a limit and a waterfall; `property` is its colour.
function show_waterfall(place, variant, property) {
    const {flags, wall_s, block, window: rows, path} = variant.waterfall;
    const has_path = path !== undefined && path.ms.length > 0;
    const lanes = lanes_of(flags);
    const shown = shown_lanes(lanes);
    const left_out = Math.max(0, lanes.length - MOST_LANES);
    const connections = new Set(flags.map((flag) => flag.connection)).size;
    const summary = `${counted(flags.length, 'request')} on ${counted(connections, 'connection')}, ` +
        `${time_text(wall_s)} from start to end${window_story(rows)}`;
    const label = `${variant.name}: ${summary}`;
    const figure = element('figure', element('figcaption',
        element('h3', swatch(property), variant.name),
        element('small', `${summary}; block ${block}.` + (left_out === 0 ? '' :
            ` The ${MOST_LANES / 2} rows that began first and the ${MOST_LANES / 2} that began last; ` +
            `${count_text(left_out)} between them are left out.`))));
    place.append(figure);
    const row_height = shown.some((lane) => lane.flags.length > 1) ? 52 : 24;
    const end_ms = Math.max(wall_s * 1000, (variant.limit_s ?? 0) * 1000, ...flags.map(end_of));
    const charts = [chart_in(figure, label, 90 + shown.length * row_height, waterfall_config(shown, variant, end_ms))];
    if (has_path)
        charts.push(chart_in(figure, `${variant.name}, on its way to the client: ${path_story(path)}`, 200,
            path_config(path, wall_s * 1000, end_ms)));
    const numbers = element('div', waterfall_numbers(flags));
    if (rows.length > 0) numbers.append(window_numbers(rows));
    if (has_path) numbers.append(path_numbers(path));
    figure.append(in_numbers(label, numbers));
    return {charts, end_ms};
}

function show_legend(flags, has_window) {
    const legend = document.getElementById('legend');
    legend.replaceChildren(...phases_in(flags).map((name) => element('li', swatch(name), PHASES[name])),
        element('li', swatch('ideal'), 'least possible time'));
    if (has_window) legend.append(element('li', swatch('window'), 'window: bytes that may be asked for at a time'));
}
