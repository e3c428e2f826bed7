using System.Text.Json;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>A method whose result is a <typeparamref name="T"/>.</summary>
public sealed class RpcRequest<T> : RpcRequest
{
    private readonly Func<JsonElement, T> _read;
    private readonly Func<RpcError, bool>? _meansNone;

    internal RpcRequest(
        string method,
        bool isRead,
        ReadOnlyMemory<byte> parameters,
        Func<JsonElement, T> read,
        Func<RpcError, bool>? meansNone = null)
        : base(method, isRead, parameters)
    {
        _read = read;
        _meansNone = meansNone;
    }

    internal T Read(JsonElement result) => _read(result);

    /// <summary>Some nodes answer with an error where others answer null, for a thing that they don't have.</summary>
    internal bool MeansNone(RpcError error) => _meansNone?.Invoke(error) ?? false;
}
