using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>A node answered a call with an error.</summary>
public sealed class RpcException : Exception
{
    public RpcException(string method, RpcError error)
        : base(Describe(method, error))
    {
        Method = method;
        Error = error;
    }

    public string Method { get; }

    public RpcError Error { get; }

    public long Code => Error.Code;

    /// <summary>The decoded reason, when a contract refused the call.</summary>
    public RevertReason? Reason => Error.Reason();

    private static string Describe(string method, RpcError error) =>
        error.RevertData is null
            ? $"{method}: {error.Message} ({error.Code})"
            : $"{method}: {error.Message} ({error.Code}): {error.Reason()}";
}
