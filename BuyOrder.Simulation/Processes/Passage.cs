namespace BuyOrder.Simulation.Processes;

/// <summary>What becomes of one call to the outside.</summary>
internal enum Passage
{
    Unset = 0,
    Through,

    /// <summary>It never got there.</summary>
    NotDone,

    /// <summary>It was done, but the answer was lost.</summary>
    AnswerLost,

    /// <summary>It was done, and some of a node's answers are nothing that can be read.</summary>
    Garbled,

    /// <summary>A write was done, and its repetition by the client was refused: the answer is the refusal.</summary>
    RefusedAfter,

    /// <summary>A write was refused as if another process had been faster.</summary>
    Refused,

    /// <summary>The process died on the way to it.</summary>
    DieBefore,

    /// <summary>It was done, and then the process died.</summary>
    DieAfter,
}
