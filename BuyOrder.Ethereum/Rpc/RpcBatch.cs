namespace BuyOrder.Ethereum.Rpc;

/// <summary>Calls that go to one node together. Build it, send it once, read the calls. Not for concurrent use.</summary>
public sealed class RpcBatch
{
    private readonly List<RpcCall> _calls = [];
    private bool _sealed;

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<RpcCall> Calls => _calls;

    /// <summary>Nothing in it changes anything, so it may be sent again.</summary>
    public bool IsReadOnly => _calls.TrueForAll(call => call.Request.IsRead);

    /// <returns>The call, which has its answer once the batch has been sent.</returns>
    /// <exception cref="InvalidOperationException">The batch was sent already.</exception>
    public RpcCall<T> Add<T>(RpcRequest<T> request)
    {
        EnsureOpen();
        var call = new RpcCall<T>(request);
        _calls.Add(call);
        return call;
    }

    /// <summary>For nodes: begins the one sending.</summary>
    /// <exception cref="InvalidOperationException">The batch was sent already.</exception>
    public void Seal()
    {
        EnsureOpen();
        _sealed = true;
    }

    /// <summary>For nodes: gives every call that has no answer this reason for it.</summary>
    public void LoseUnanswered(NodeUnavailableException reason)
    {
        foreach (var call in _calls)
        {
            if (call.State == RpcCallState.Pending)
            {
                call.Lose(reason);
            }
        }
    }

    private void EnsureOpen()
    {
        if (_sealed)
        {
            throw new InvalidOperationException("A batch is sent once.");
        }
    }
}
