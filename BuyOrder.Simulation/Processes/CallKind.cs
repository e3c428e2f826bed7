namespace BuyOrder.Simulation.Processes;

/// <summary>What kind of call a process makes to the outside.</summary>
internal enum CallKind
{
    Unset = 0,

    /// <summary>Of a table.</summary>
    Read,

    /// <summary>To a table.</summary>
    Write,

    /// <summary>Reads of a node.</summary>
    Ask,

    /// <summary>Bytes given to a node.</summary>
    Broadcast,

    /// <summary>The key, or its signature.</summary>
    Sign,
}
