using System.Buffers;
using System.Text.Json;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>A method of the JSON-RPC interface with its parameters.</summary>
public abstract class RpcRequest
{
    private protected RpcRequest(string method, bool isRead, ReadOnlyMemory<byte> parameters)
    {
        Method = method;
        IsRead = isRead;
        Parameters = parameters;
    }

    public string Method { get; }

    /// <summary>Sending it twice is the same as sending it once. False for everything that changes something.</summary>
    public bool IsRead { get; }

    /// <summary>A JSON array as UTF-8.</summary>
    public ReadOnlyMemory<byte> Parameters { get; }

    /// <summary>For methods that <see cref="Eth"/> does not have.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="isRead">Whether it may be sent again when its answer is lost.</param>
    /// <param name="writeParameters">Writes the values of the parameters, one after the other, into an array that is open.</param>
    /// <param name="read">
    /// Reads the result; throws for one that it can't use, which makes the call unavailable. The element is gone when it
    /// returns: what is kept of it must be cloned.
    /// </param>
    public static RpcRequest<T> Create<T>(
        string method, bool isRead, Action<Utf8JsonWriter> writeParameters, Func<JsonElement, T> read) =>
        new(method, isRead, Write(writeParameters), read);

    internal static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> writeParameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        writeParameters(json);
        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
