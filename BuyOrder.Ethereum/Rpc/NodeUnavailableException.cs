using BuyOrder.Domain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>A node gave no usable answer. What was asked may or may not have been done.</summary>
public sealed class NodeUnavailableException : OutageException
{
    public NodeUnavailableException(string node, NodeFault fault, string message, Exception? innerException = null)
        : base($"Node {node}: {message}", innerException)
    {
        Node = node;
        Fault = fault;
    }

    /// <summary>The same fault again, for another place in the code that meets it.</summary>
    public NodeUnavailableException(NodeUnavailableException cause)
        : base(cause.Message, cause)
    {
        Node = cause.Node;
        Fault = cause.Fault;
        HttpStatus = cause.HttpStatus;
    }

    public override string Explanation => "The chain cannot be reached.";

    /// <summary>The node's name.</summary>
    public string Node { get; }

    public NodeFault Fault { get; }

    /// <summary>Where <see cref="Fault"/> is <see cref="NodeFault.HttpStatus"/> or <see cref="NodeFault.Redirected"/>.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Asking again soon may help.</summary>
    internal bool IsTransient { get; init; }

    /// <summary>How long the node asks to be left alone.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}

/// <summary>Why a node gave no usable answer.</summary>
public enum NodeFault
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>The connection could not be made or broke.</summary>
    Connection,

    Timeout,

    /// <summary>An HTTP status other than success.</summary>
    HttpStatus,

    /// <summary>The answer is larger than the options allow.</summary>
    TooLarge,

    /// <summary>The answer is no JSON, no JSON-RPC, or not of the method's form.</summary>
    Malformed,

    /// <summary>The node answered other calls of the batch, but not this one.</summary>
    Missing,

    /// <summary>The node refused the batch as a whole.</summary>
    BatchRefused,

    /// <summary>The caller gave up waiting.</summary>
    Cancelled,

    /// <summary>The endpoint names another address, which is not asked: it was not configured.</summary>
    Redirected,
}
