"""What all demonstrations share. To add one:

1. A *player* (`course.stage.player.Player`): a widget with positions from 0 to `length - 1`, that draws any of them on
   demand. It gets playing, stepping, speed, start and end, the mouse on the scrubber, and reduced motion from its base.
   A view of a trace folds it; one that is fed live calls `playhead.extend` as more comes in.
2. *Scenes* (`course.stage.scene`): captions, each with a condition over the events of the trace ("the first await"),
   never a number typed in. The screen plays from scene to scene and rests at each as long as its caption takes to read.
3. A `StageScreen` (`course.stage.screen`) with the player and the scenes. It gives the presenter's keys, the black
   screen, help, and saving the view as SVG.
4. A file in `course/scenes/` that holds title, Worker, traffic and scenes of the demonstration, and an entry in
   `DEMONSTRATIONS` of `course/demo.py`: plain text (`course.stage.narration`) and full screen.

`playhead`, `scene`, `demonstration`, `motion` and `narration` are free of Textual and tested without a terminal.
"""
