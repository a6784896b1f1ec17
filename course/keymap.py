"""Every key of the course in one table, by id. Widgets take their own rows; help and footer show the same rows."""

from __future__ import annotations

from textual.binding import Binding, BindingType

# The run key. ctrl+enter does not exist in many terminals and F5 or ctrl+j are taken in some, so all four run.
RUN_KEYS = "f5,ctrl+enter,ctrl+j,ctrl+r"

APP: list[BindingType] = [
    Binding("ctrl+q", "quit", "Quit", id="app.quit", show=False, priority=True),
    Binding("f1", "help", "Help", id="app.help", key_display="F1"),
    Binding("f2", "find('map')", "All lessons", id="app.map", show=False),
    Binding("f3", "find('search')", "Search", id="app.search", show=False),
    Binding("ctrl+t", "next_theme", "Theme", id="app.theme", show=False, priority=True),
]

LESSON: list[BindingType] = [
    Binding("escape", "stop", "Stop the run", key_display="Esc", id="lesson.stop"),
    Binding("escape", "leave", "Back to reading", key_display="Esc", id="lesson.leave"),
]

READING: list[BindingType] = [
    Binding("r," + RUN_KEYS, "run", "Run", key_display="F5", id="reading.run"),
    Binding("enter,tab", "open_cell", "Open", key_display="Enter", id="reading.open"),
    Binding("enter,tab", "play_cell", "Play", key_display="Enter", id="reading.play"),
    Binding("enter,tab", "enter_cell", "Edit/answer", key_display="Enter", id="reading.enter"),
    Binding("n,j", "cell(1)", "Next", key_display="n", id="reading.next"),
    Binding("p,k", "cell(-1)", "Previous", key_display="p", id="reading.previous"),
    Binding("m", "app.find('map')", "Map", id="reading.map"),
    Binding("slash,ctrl+f", "app.find('search')", "Search", key_display="/", id="reading.search"),
    Binding("t", "app.find('today')", "Review of today", id="reading.today", show=False),
    Binding("d", "screen.words", "Words on this screen", id="reading.words", show=False),
    Binding("l", "app.find('limits')", "Limits", id="reading.limits", show=False),
    Binding("c", "screen.note", "Note beside this", id="reading.note", show=False),
    Binding("C", "app.find('notes')", "All your notes", id="reading.notes", show=False),
    Binding("space", "page(1)", "Page down", id="reading.page_down", show=False),
    Binding("b", "page(-1)", "Page up", id="reading.page_up", show=False),
    Binding("pagedown", "page(1)", "Page down", id="reading.pagedown", show=False),
    Binding("pageup", "page(-1)", "Page up", id="reading.pageup", show=False),
    Binding("g,home", "ends(-1)", "Start of the lesson", id="reading.home", show=False),
    Binding("G,end", "ends(1)", "End of the lesson", id="reading.end", show=False),
    Binding("right", "step_picture(1)", "Step the picture", id="reading.step", show=False),
    Binding("left", "step_picture(-1)", "Step it back", id="reading.step_back", show=False),
    Binding("v", "view", "Step through", id="reading.view"),
    Binding("h", "hint('next')", "Hint", id="reading.hint"),
    Binding("h", "hint('answer')", "The answer", id="reading.hint_answer"),
    Binding("h", "hint('again')", "Hints", id="reading.hints"),
    Binding("s", "compare", "Yours beside ours", id="reading.compare", show=False),
    Binding("w", "replay", "Watch again", id="reading.replay"),
    Binding("x", "reset", "Original code, or yours again", id="reading.reset", show=False),
    Binding("a", "all_headers", "All headers", id="reading.headers", show=False),
    Binding("o", "screen.pin", "Pin or unpin the view", id="reading.pin", show=False),
    Binding("f4", "elsewhere", "Your own editor", id="reading.elsewhere", key_display="F4", show=False),
    Binding("y", "copy", "Copy the code", id="reading.copy", show=False),
    Binding("e", "screen.export", "Export the lesson", id="reading.export", show=False),
    Binding("]", "screen.next_lesson", "Next lesson", id="reading.next_lesson", show=False),
    Binding("[", "screen.previous_lesson", "Previous lesson", id="reading.previous_lesson", show=False),
    Binding("question_mark", "app.help", "Help", id="reading.help", show=False),
    Binding("q", "app.quit", "Quit", id="reading.quit"),
]

FINDING_TITLES = {
    "map": ("m", "Map"),
    "today": ("t", "Today"),
    "search": ("/", "Search"),
    "glossary": ("d", "Words"),
    "limits": ("l", "Limits"),
    "notes": ("c", "Notes"),
}
"""The screens that find the way: name → its key and what it is called."""

_FINDING_KEYS = {"search": "ctrl+f"}

FINDING: list[BindingType] = [
    Binding("escape", "back", "Back", key_display="Esc", id="finding.back"),
    Binding("slash", "type", "Search", key_display="/", id="finding.type"),
    *[
        Binding(_FINDING_KEYS.get(name, key), f"app.find('{name}')", title, id=f"finding.{name}", show=False)
        for name, (key, title) in FINDING_TITLES.items()
    ],
    Binding("down", "move(1)", "Next", id="finding.down", show=False),
    Binding("up", "move(-1)", "Previous", id="finding.up", show=False),
    Binding("space", "detail(1)", "Scroll what is told", id="finding.detail", show=False),
    Binding("b", "detail(-1)", "Scroll it back", id="finding.detail_back", show=False),
    Binding("question_mark", "app.help", "Help", id="finding.help", show=False),
    Binding("q", "app.quit", "Quit", id="finding.quit"),
]

CHOOSER: list[BindingType] = [
    Binding("enter", "select", "Open", key_display="Enter", id="chooser.open"),
    Binding("j", "cursor_down", "Next", id="chooser.down", show=False),
    Binding("k", "cursor_up", "Previous", id="chooser.up", show=False),
]

MAP: list[BindingType] = [
    Binding("s", "test_out", "Test out", id="map.test"),
]

NOTES: list[BindingType] = [
    Binding("e", "edit", "Edit the note", id="notes.edit"),
]

QUESTIONS: list[BindingType] = [
    Binding("escape", "back", "Back", key_display="Esc", id="questions.back"),
]

NOTE: list[BindingType] = [
    Binding("escape,ctrl+s", "keep", "Keep and close", key_display="Esc", id="note.keep", priority=True),
]

VERSIONS: list[BindingType] = [
    Binding("escape,q", "back", "Leave it as it is", key_display="Esc", id="versions.back"),
]

EDITOR: list[BindingType] = [
    Binding(RUN_KEYS, "run", "Run", key_display="F5", id="editor.run"),
    Binding("ctrl+l", "reset", "Original code", key_display="^l", id="editor.reset"),
    Binding("ctrl+z", "undo", "Undo", key_display="^z", id="editor.undo", show=False),
    Binding("ctrl+y", "redo", "Redo", key_display="^y", id="editor.redo", show=False),
    Binding("ctrl+right_square_bracket", "indent", "Indent", id="editor.indent", show=False),
    Binding("f4", "elsewhere", "Your own editor", id="editor.elsewhere", key_display="F4"),
    Binding("pagedown", "page(1)", "Page down", id="editor.page_down", show=False),
    Binding("pageup", "page(-1)", "Page up", id="editor.page_up", show=False),
]

ANSWER_TEXT: list[BindingType] = [
    Binding("enter", "submit", "Answer", key_display="Enter", id="text.submit"),
    Binding(RUN_KEYS, "submit_now", "Answer", key_display="F5", id="text.submit_now", show=False),
]

OPTIONS: list[BindingType] = [
    Binding("up,k", "move(-1)", "Up", id="options.up", show=False),
    Binding("down,j", "move(1)", "Down", id="options.down", show=False),
    Binding("enter", "submit", "Answer", key_display="Enter", id="options.submit"),
    Binding("space", "mark", "Mark", key_display="Space", id="options.mark"),
    Binding("n", "leave(1)", "Next", id="options.next", show=False),
    Binding("p", "leave(-1)", "Previous", id="options.previous", show=False),
    *[
        Binding(f"{letter},{number}", f"pick({number - 1})", f"Option {letter}", id=f"options.{letter}", show=False)
        for number, letter in enumerate("abcdefgh", 1)
    ],
]

ORDER: list[BindingType] = [
    Binding("up,k", "move(-1)", "Up", id="order.up", show=False),
    Binding("down,j", "move(1)", "Down", id="order.down", show=False),
    Binding("space", "grab", "Take / put down", key_display="Space", id="order.grab"),
    Binding("shift+up,K", "carry(-1)", "Move the line up", id="order.carry_up", show=False),
    Binding("shift+down,J", "carry(1)", "Move the line down", id="order.carry_down", show=False),
    Binding("enter", "submit", "Answer", key_display="Enter", id="order.submit"),
    Binding("n", "leave(1)", "Next", id="order.next", show=False),
    Binding("p", "leave(-1)", "Previous", id="order.previous", show=False),
]

CONFIDENCE: list[BindingType] = [
    Binding("1,s", "choose(0)", "Sure", key_display="1", id="confidence.sure"),
    Binding("2,t", "choose(1)", "Think so", key_display="2", id="confidence.think"),
    Binding("3,g", "choose(2)", "Guess", key_display="3", id="confidence.guess"),
    Binding("left,up", "move(-1)", "Left", id="confidence.left", show=False),
    Binding("right,down", "move(1)", "Right", id="confidence.right", show=False),
    Binding("enter,space", "choose_here", "Choose", id="confidence.choose", show=False),
]

PLAYER: list[BindingType] = [
    Binding("right,l", "step(1)", "Step", key_display="→", id="view.step"),
    Binding("left,h", "step(-1)", "Back", key_display="←", id="view.back"),
    Binding("space", "play", "Play/pause", key_display="Space", id="view.play"),
    Binding("home,0", "seek(0)", "Start", id="view.start", show=False),
    Binding("end,dollar_sign", "seek(-1)", "End", id="view.end", show=False),
    Binding("plus,equals_sign", "speed(2)", "Faster", key_display="+", id="view.faster"),
    Binding("minus", "speed(0.5)", "Slower", key_display="-", id="view.slower"),
]

EVENT_LOOP: list[BindingType] = [
    Binding("t", "turn(1)", "Next turn", id="view.turn"),
    Binding("T", "turn(-1)", "Turn back", id="view.turn_back", show=False),
    Binding("o", "over(1)", "Step over", id="view.over"),
    Binding("O", "over(-1)", "Step back over", id="view.back_over", show=False),
    Binding("u", "out", "Step out", id="view.out", show=False),
    Binding("w", "why", "Why now?", id="view.why"),
    Binding("g", "guess", "Guess the order", id="view.guess", show=False),
    Binding("up", "line(-1)", "Line cursor up", id="view.line_up", show=False),
    Binding("down", "line(1)", "Line cursor down", id="view.line_down", show=False),
    Binding("enter", "breakpoint", "Breakpoint on this line", id="view.breakpoint", show=False),
    Binding("c", "run_to_hit(1)", "Run to the next breakpoint", id="view.hit", show=False),
    Binding("C", "run_to_hit(-1)", "Back to the breakpoint before", id="view.hit_before", show=False),
]

STAGE: list[BindingType] = [
    Binding("question_mark", "app.help", "Help", key_display="?", id="stage.help"),
    Binding("q,escape,v", "leave", "Leave", key_display="q", id="stage.leave"),
    Binding("s", "save", "Save as SVG", id="stage.save"),
    Binding("b,full_stop", "black", "Black screen", id="stage.black", show=False),
]

SCENES: list[BindingType] = [
    Binding("n,pagedown", "scene(1)", "Next scene", key_display="n", id="stage.next"),
    Binding("p,pageup", "scene(-1)", "Scene before", key_display="p", id="stage.previous"),
    Binding("r", "restart", "Restart", id="stage.restart"),
]

PATH: list[BindingType] = [
    Binding("t", "request(1)", "Next request", id="view.request"),
    Binding("T", "request(-1)", "Previous request", id="view.request_back", show=False),
]

REQUEST: list[BindingType] = [
    Binding("t", "request(1)", "Next request", id="view.sent"),
    Binding("T", "request(-1)", "Request before", id="view.sent_before", show=False),
]

MACHINE: list[BindingType] = [
    Binding("t", "leaving(1)", "Next to go", id="view.leaving"),
    Binding("T", "leaving(-1)", "One that went before", id="view.leaving_back", show=False),
    Binding("down", "choose(0, 1)", "Isolate below", key_display="↑↓", id="view.isolate_down"),
    Binding("up", "choose(0, -1)", "Isolate above", id="view.isolate_up", show=False),
    Binding("shift+right,right_square_bracket", "choose(1, 0)", "Next isolate", id="view.isolate_next", show=False),
    Binding("shift+left,left_square_bracket", "choose(-1, 0)", "Isolate before", id="view.isolate_back", show=False),
    Binding("enter", "loop", "Its event loop", key_display="Enter", id="view.isolate_loop"),
    Binding("k", "knobs", "A machine of your own", id="view.knobs", show=False),
]

MACHINE_KNOBS: list[BindingType] = [
    Binding("z", "knob('tight', 1)", "Machine tight now", id="knobs.tight"),
    Binding("d", "deploy", "Deploy anew", id="knobs.deploy"),
    Binding("f", "knob('traffic', -1)", "Less traffic", id="knobs.traffic_less", show=False),
    Binding("F", "knob('traffic', 1)", "More traffic", id="knobs.traffic_more", show=False),
    Binding("a", "knob('own', -1)", "Less traffic for the chosen Worker", id="knobs.own_less", show=False),
    Binding("A", "knob('own', 1)", "More traffic for the chosen Worker", id="knobs.own_more", show=False),
    Binding("r", "knob('request', -1)", "Less memory a request", id="knobs.request_less", show=False),
    Binding("R", "knob('request', 1)", "More memory a request", id="knobs.request_more", show=False),
    Binding("m", "knob('machine', -1)", "A smaller machine", id="knobs.machine_less", show=False),
    Binding("M", "knob('machine', 1)", "A larger machine", id="knobs.machine_more", show=False),
    Binding("y", "knob('policy', 1)", "Another policy, a model", id="knobs.policy", show=False),
    Binding("e", "leave_now('evict')", "Evict the chosen Worker's isolate", id="knobs.evict", show=False),
    Binding("x", "leave_now('suspect')", "Suspect the chosen Worker's script", id="knobs.suspect", show=False),
    Binding("i", "workers", "More Workers: 12, 40, 200, 1000", id="knobs.workers", show=False),
]

NETWORK: list[BindingType] = [
    Binding("t", "request(1)", "Next request", id="view.network_sent"),
    Binding("T", "request(-1)", "Request before", id="view.network_sent_before", show=False),
    Binding("down,j", "city(1)", "Next city", key_display="↑↓", id="view.city"),
    Binding("up,k", "city(-1)", "City before", id="view.city_before", show=False),
]

SHARDING: list[BindingType] = [
    Binding("d", "sharding", "Sharding on/off", id="stage.sharding"),
]

PLAY: list[BindingType] = [
    Binding("r," + RUN_KEYS, "run", "Run", key_display="F5", id="play.run"),
    Binding("e,enter", "edit", "Edit the code", key_display="e", id="play.edit"),
    Binding("y", "traffic", "Edit the traffic", id="play.traffic"),
    Binding("f", "file(1)", "Next file", id="play.file"),
    Binding("F", "file(-1)", "File before", id="play.file_before", show=False),
    *[
        Binding(str(number), f"show('{view}')", title, id=f"play.{view}", show=False)
        for number, (view, title) in enumerate(
            [
                ("code", "Code and traffic"),
                ("result", "Result"),
                ("loop", "Event loop"),
                ("request", "Sequence of the requests"),
                ("path", "Path of a request"),
                ("network", "Network"),
                ("machine", "Isolates of the machine"),
            ],
            1,
        )
    ],
    Binding("f4", "elsewhere", "Your own editor", id="play.elsewhere", key_display="F4", show=False),
    Binding("x", "share", "Share as a file", id="play.share"),
]

DEV: list[BindingType] = [
    Binding("up,k", "move(-1)", "Up", id="dev.up", show=False),
    Binding("down,j", "move(1)", "Down", id="dev.down", show=False),
    Binding("enter,v", "open", "Step through", key_display="Enter", id="dev.open"),
    Binding("home,g", "ends(-1)", "Oldest", id="dev.first", show=False),
    Binding("end,G", "ends(1)", "Newest", key_display="End", id="dev.last"),
    Binding("pageup", "move(-10)", "Ten up", id="dev.page_up", show=False),
    Binding("pagedown", "move(10)", "Ten down", id="dev.page_down", show=False),
]

DEV_REQUEST: list[BindingType] = [
    Binding("v", "switch", "Event loop/sequence", id="dev.switch"),
    Binding("r", "again", "What came since", id="dev.again", show=False),
]

TRACE: list[BindingType] = [
    *[
        Binding(str(number), f"show('{view}')", title, id=f"trace.{view}", show=False)
        for number, (view, title) in enumerate(
            [
                ("loop", "Event loop"),
                ("request", "Sequence of the requests"),
                ("path", "Path of a request"),
                ("network", "Network"),
                ("machine", "Isolates of the machine"),
            ],
            1,
        )
    ],
]

COLD_START: list[BindingType] = [
    Binding("space", "play", "Play/pause", key_display="Space", id="cold_start.play"),
    Binding("l", "scale", "Log/linear", id="cold_start.scale"),
    Binding("d", "density", "Race/how many fit", id="cold_start.density"),
    Binding("right", "step(1)", "Step", key_display="→", id="cold_start.step"),
    Binding("left", "step(-1)", "Back", key_display="←", id="cold_start.back"),
    Binding("down,j", "choose(1)", "Next lane's phases", id="cold_start.next", show=False),
    Binding("up,k", "choose(-1)", "Previous lane's phases", id="cold_start.previous", show=False),
    Binding("home,0", "seek(0)", "Start", id="cold_start.start", show=False),
    Binding("end,dollar_sign", "seek(-1)", "Now", key_display="End", id="cold_start.end"),
    Binding("plus,equals_sign", "speed(2)", "Replay faster", id="cold_start.faster", show=False),
    Binding("minus", "speed(0.5)", "Replay slower", id="cold_start.slower", show=False),
    Binding("a", "again", "Measure anew", id="cold_start.again", show=False),
]

SECTIONS: list[tuple[str, list[BindingType]]] = [
    ("Anywhere", [*APP, *LESSON]),
    ("Reading", READING),
    ("On the map and in the lists", [*CHOOSER, *MAP, *NOTES, *FINDING, *VERSIONS]),
    ("In a review or test", QUESTIONS),
    ("Writing a note", NOTE),
    ("In code", EDITOR),
    ("Writing an answer", ANSWER_TEXT),
    ("Choosing", OPTIONS),
    ("Putting in order", ORDER),
    ("How sure you are", CONFIDENCE),
    ("In every view that plays", PLAYER),
    ("In the event loop", EVENT_LOOP),
    ("On the path of a request", PATH),
    ("In the sequence of a request", REQUEST),
    ("In the network", [*NETWORK, *SHARDING]),
    ("In the view of a machine", MACHINE),
    ("At the knobs of a machine", MACHINE_KNOBS),
    ("In the cold-start demonstration", COLD_START),
    ("In the sandbox", PLAY),
    ("In a recorded trace", TRACE),
    ("In dev", [*DEV, *DEV_REQUEST]),
    ("In every demonstration", [*STAGE, *SCENES]),
]
"""For the help screen."""
