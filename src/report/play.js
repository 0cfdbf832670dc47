// The flags of each variant appear as they came in the run that is shown, side by side in its real time.

const SPEEDS = [['×¼', 0.25], ['×1', 1], ['×4', 4]];

const codes_in = (runs) => [...new Set(runs.flatMap(({waterfall}) => waterfall.flags.map(({code}) => code)))];

// A box shows its code at first; then its flag, or what went wrong.
function show_in_box(box, flag, is_there) {
    const failed = flag.outcome !== 'ok';
    box.classList.toggle('there', is_there && !failed);
    box.classList.toggle('failed', is_there && failed);
    const picture = is_there && !failed && can_be_drawn(flag.code) ? `url("${pictures.get(flag.code).src}")` : '';
    box.classList.toggle('pictured', picture !== '');
    if (box.style.backgroundImage !== picture) box.style.backgroundImage = picture;
}

// A row of boxes, a function that shows it as it was after so many milliseconds, and when it was over.
function play_row({name, property, waterfall}, codes) {
    const boxes = new Map(codes.map((code) => [code, element('li', code.slice(0, 6))]));
    const count = element('span');
    const made = with_class('played', element('div', element('h3', swatch(property), name, ' ', count),
        element('ol', ...boxes.values())));
    const last = waterfall.flags.filter((flag) => flag.outcome !== 'retried');
    const over_ms = 1000 * waterfall.wall_s;
    const story_at = (ms) => {
        const came = last.filter((flag) => flag.outcome === 'ok' && end_of(flag) <= ms).length;
        return ms < over_ms ? `${came} of ${codes.length}` : `${came} of ${codes.length} in ${time_text(waterfall.wall_s)}`;
    };
    const show = (ms) => {
        count.textContent = story_at(ms);
        for (const flag of last) show_in_box(boxes.get(flag.code), flag, end_of(flag) <= ms);
    };
    return {made, show, over_ms, told: (ms) => `${name}: ${story_at(ms)}`};
}

// A clock that is started and stopped: `show` is called with its milliseconds, `stopped` when it is stopped or over.
function make_clock(end_ms, show, stopped) {
    let [ms, speed, seen, frame] = [0, 1, null, 0];
    const go_on = () => {
        const now = performance.now();
        if (seen !== null) ms = Math.min(end_ms, ms + (now - seen) * speed);
        seen = now;
    };
    const stop = () => {
        seen = null;
        cancelAnimationFrame(frame);
        stopped(ms);
    };
    const step = () => {
        go_on();
        show(ms);
        if (ms < end_ms) frame = requestAnimationFrame(step);
        else stop();
    };
    return {
        is_running: () => seen !== null,
        stop,
        toggle() {
            if (seen !== null) {
                go_on();
                show(ms);
                stop();
                return;
            }
            if (ms >= end_ms) ms = 0;
            step();
        },
        restart() {
            ms = 0;
            if (seen !== null) seen = performance.now();
            show(ms);
        },
        set_speed(wanted) {
            if (seen !== null) go_on();
            speed = wanted;
        },
    };
}

function speed_choice(clock) {
    const choice = element('fieldset', with_class('hidden', element('legend', 'Speed')));
    choice.append(...SPEEDS.map(([text, speed]) => {
        const button = element('input');
        Object.assign(button, {type: 'radio', name: 'speed', value: String(speed), checked: speed === 1});
        button.addEventListener('change', () => clock.set_speed(speed));
        return element('label', button, ` ${text}`);
    }));
    return choice;
}

function button_of(text, act) {
    const button = element('button', text);
    button.type = 'button';
    button.addEventListener('click', act);
    return button;
}

let clock_shown = null;

// Nothing moves before it is asked to.
function show_play(variants) {
    clock_shown?.stop();
    const runs = variants.filter(({waterfall}) => waterfall !== null);
    const place = document.getElementById('play');
    place.closest('section').hidden = runs.length === 0;
    if (runs.length === 0) return;
    const codes = codes_in(runs);
    const rows = runs.map((run) => play_row(run, codes));
    const time = with_class('time', element('output'));
    const story = element('p'); // read out only when nothing moves
    story.setAttribute('role', 'status');
    story.className = 'hidden';
    const show = (ms) => {
        time.textContent = milliseconds_text(ms);
        for (const each of rows) each.show(ms);
    };
    const play = button_of('Play', () => {
        clock.toggle();
        name_play();
    });
    const name_play = () => { play.textContent = clock.is_running() ? 'Pause' : 'Play'; };
    const clock = make_clock(Math.max(...rows.map(({over_ms}) => over_ms)), show, (ms) => {
        name_play();
        story.textContent = [`After ${milliseconds_text(ms)}`, ...rows.map((each) => each.told(ms))].join('; ');
    });
    clock_shown = clock;
    time.setAttribute('aria-live', 'off');
    place.replaceChildren(
        with_class('controls', element('div', play, button_of('Restart', clock.restart), speed_choice(clock), time)),
        ...rows.map(({made}) => made), story);
    show(0);
}
