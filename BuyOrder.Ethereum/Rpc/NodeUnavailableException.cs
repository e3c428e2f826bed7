namespace BuyOrder.Ethereum.Rpc;

/// <summary>A node gave no usable answer. What was asked may or may not have been done.</summary>
public sealed class NodeUnavailableException : Exception
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
