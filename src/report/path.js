// What was on its way to the client while a run was made, under its waterfall: bytes in flight, those in the queue, and drops.

// A row holds until the next, and the last one until the end.
function steps_of({ms}, values, end_ms) {
    return [...ms.map((x, index) => ({x, y: values[index]})), {x: end_ms, y: values.at(-1)}];
}

function path_config(path, run_ms, end_ms) {
    const line = (label, values, property, more) => ({label, data: steps_of(path, values, run_ms), stepped: 'before',
        pointRadius: 0, borderWidth: 1.5, borderColor: () => colour(property), backgroundColor: () => colour(property), ...more});
    const has_drops = path.dropped.at(-1) > 0;
    const datasets = [line('bytes in flight', path.in_flight_bytes, 'receive', {yAxisID: 'y'}),
        line('bytes in the queue', path.queue_bytes, 'connect', {yAxisID: 'y', fill: 'origin'})];
    if (has_drops) datasets.push(line('packets dropped so far', path.dropped, 'bad', {yAxisID: 'drops', borderDash: [4, 3]}));
    return {
        type: 'line', data: {datasets},
        options: {
            maintainAspectRatio: false,
            interaction: {mode: 'nearest', axis: 'x', intersect: false},
            layout: {padding: {right: has_drops ? 0 : END_ROOM}},
            scales: {
                x: {type: 'linear', ...time_axis('since the program was started', end_ms)},
                y: {min: 0, afterFit: as_wide_as_lanes, ticks: {callback: size_text, maxTicksLimit: 6}},
                drops: {display: has_drops, position: 'right', min: 0, grid: {display: false}, ticks: {precision: 0},
                    title: {display: true, text: 'packets dropped'}, afterFit: (scale) => { scale.width = END_ROOM; }},
            },
            plugins: {tooltip: {callbacks: {title: ([item]) => milliseconds_text(item.raw.x), label: ({dataset, raw}) =>
                `${dataset.label}: ${dataset.yAxisID === 'y' ? size_text(raw.y) : count_text(raw.y)}`}}},
        },
    };
}

function path_story({in_flight_bytes, queue_bytes, dropped}) {
    return `at most ${size_text(Math.max(...in_flight_bytes))} in flight, ${size_text(Math.max(...queue_bytes))} in the queue; ` +
        `${counted(dropped.at(-1), 'packet')} dropped by it`;
}

function path_numbers({ms, in_flight_bytes, queue_bytes, dropped}) {
    return table('Path', ['time', 'in flight', 'in the queue', 'dropped so far'], ms.map((at, index) =>
        row(milliseconds_text(at), number(in_flight_bytes[index], size_text), number(queue_bytes[index], size_text),
            number(dropped[index], count_text))));
}
