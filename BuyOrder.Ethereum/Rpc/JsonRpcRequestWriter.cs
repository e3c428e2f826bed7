using System.Buffers;
using System.Text.Json;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>Writes one call as an object, several as an array. A call's id is its place in the batch, from 1.</summary>
internal static class JsonRpcRequestWriter
{
    public const int FirstId = 1;

    public static ReadOnlyMemory<byte> Write(IReadOnlyList<RpcCall> calls)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        if (calls.Count == 1)
        {
            Write(json, calls[0], FirstId);
        }
        else
        {
            json.WriteStartArray();
            for (var i = 0; i < calls.Count; i++)
            {
                Write(json, calls[i], FirstId + i);
            }

            json.WriteEndArray();
        }

        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, RpcCall call, int id)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc", "2.0");
        json.WriteNumber("id", id);
        json.WriteString("method", call.Request.Method);
        json.WritePropertyName("params");
        json.WriteRawValue(call.Request.Parameters.Span, skipInputValidation: true);
        json.WriteEndObject();
    }
}
