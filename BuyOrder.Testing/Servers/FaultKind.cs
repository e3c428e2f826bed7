namespace BuyOrder.Testing.Servers;

/// <summary>What may happen to one request on its way to a server and back.</summary>
internal enum FaultKind
{
    None = 0,

    /// <summary>The connection is cut before the server has the request.</summary>
    LoseRequest,

    /// <summary>The server carries the request out; the connection is cut before its answer. The caller cannot know.</summary>
    LoseAnswer,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    CutAnswer,

    /// <summary>It takes a while.</summary>
    Delay,

    /// <summary>The server gets the request twice, and the caller the second answer.</summary>
    Twice,

    /// <summary>The server gets the request again a while after it has answered.</summary>
    Echo,

    /// <summary>429, 500 or 503 instead of the server.</summary>
    Refuse,

    /// <summary>500 or 503 although the server has carried the request out.</summary>
    RefuseApplied,

    /// <summary>The server carries the request out, and no answer comes until the caller gives up.</summary>
    Stall,
}
