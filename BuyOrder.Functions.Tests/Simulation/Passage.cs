namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>What becomes of one call to the outside.</summary>
internal enum Passage
{
    Unset = 0,
    Through,

    /// <summary>It never got there.</summary>
    NotDone,

    /// <summary>It was done, but nobody was told.</summary>
    AnswerLost,

    /// <summary>It was done, and then the process died.</summary>
    DieAfter,
}
