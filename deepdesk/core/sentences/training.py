"""Sentences of runs: phases, endings with their advice, settings out of range."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "training.phase.starting": "Starting {framework}",
        "training.phase.opening_data": "Opening the data",
        "training.phase.building": "Building the network",
        "training.phase.training": "Training",
        "training.phase.saving": "Saving the model",
        "training.phase.stopping": "Finishing the batch and saving",
        "training.stopped_early": "The run was stopped before the first step, so there is no model.",
        "training.stopped_early.advice": "Start it again when you are ready.",
        "training.killed_with_model": "The run did not answer for {seconds:.0f} seconds after Stop, so it was ended. Its last checkpoint is the model.",
        "training.killed_with_model.advice": "If this happens again, use a smaller batch size, so that a batch takes less time.",
        "training.killed": "The run did not answer for {seconds:.0f} seconds after Stop, so it was ended. It had no checkpoint yet, so there is no model.",
        "training.killed.advice": "A checkpoint is made at the end of every epoch. If this happens again, use a smaller batch size.",
        "training.stopped_now_with_model": "The run was ended at once. Its last checkpoint is the model.",
        "training.stopped_now_with_model.advice": "Stop finishes the batch and saves; Stop now gives up what came after the last epoch.",
        "training.stopped_now": "The run was ended at once. It had no checkpoint yet, so there is no model.",
        "training.stopped_now.advice": "A checkpoint is made at the end of every epoch. Stop finishes the batch and saves the model.",
        "training.process_crashed": "The training process crashed ({signal}).",
        "training.process_crashed.advice": "What was trained up to the last epoch is kept. Start the run again; the run's log has the details.",
        "training.process_killed": "The training process was killed from outside ({signal}), most often because the computer ran out of memory.",
        "training.process_killed.advice": "What was trained up to the last epoch is kept. Close other programs, or use a smaller batch size or model, and start the run again.",
        "training.process_ended": "The training process ended without a result (exit code {exit_code}).",
        "training.process_ended.advice": "What was trained up to the last epoch is kept. Start the run again; the run's log has the details.",
        "training.broken_messages": "The training process sent a message that cannot be read, so it was ended.",
        "training.broken_messages.advice": "What was trained up to the last epoch is kept. Start the run again; the run's log has the details.",
        "training.interrupted": "DeepDesk or the computer was ended while this run was on. It had no checkpoint yet, so there is no model.",
        "training.interrupted.advice": "Start the run again. A checkpoint is made at the end of every epoch.",
        "training.interrupted_with_model": "DeepDesk or the computer was ended while this run was on. Its last checkpoint is the model.",
        "training.interrupted_with_model.advice": "Use the model as it is, or start the run again.",
        "training.out_of_memory": "There was not enough memory for this run on {device}.",
        "training.out_of_memory.advice": "Use a smaller batch size (now {batch_size}) or a smaller model, or close other programs.",
        "training.disk_full": "The disk is full, so the run was ended. What was saved up to the last checkpoint is kept.",
        "training.disk_full.advice": "Free some space on the disk of {path} and start the run again.",
        "training.run_in_use": "The run '{folder}' is being written by another process. Wait until it ends, or choose another folder.",
        "training.folder_not_empty": "The folder {folder} is not empty, but a run needs a folder of its own. Give a new or empty one.",
        "training.out_of_range": "{name} is {found}, but it must be from {lowest} to {highest}. Change it and start again.",
        "training.bad_learning_rate": "The learning rate is {found}, but it must be above 0 and at most {highest:g}. Try 0.001.",
        "training.no_such_choice": "'{found}' is not known as {name}. Choose one of: {known}.",
    }
)
