using System.Text.Json;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>
/// Gives the calls of a batch their answers. Answers may come in any order; one that is missing, comes twice or is no JSON-RPC
/// makes its own call unavailable and leaves the others alone.
/// </summary>
internal static class JsonRpcAnswerReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static void Read(ReadOnlyMemory<byte> body, IReadOnlyList<RpcCall> calls, string node)
    {
        using var document = Parse(body, node);
        var root = document.RootElement;
        if (calls.Count == 1)
        {
            ReadSingle(root, calls, node);
        }
        else if (root.ValueKind == JsonValueKind.Array)
        {
            foreach (var answer in root.EnumerateArray())
            {
                Assign(answer, calls, node);
            }
        }
        else if (root.Has("error"))
        {
            var error = RpcErrorReader.Read(root.GetProperty("error"));
            throw new NodeUnavailableException(node, NodeFault.BatchRefused, $"it refused the batch: {error.Message} ({error.Code})");
        }
        else
        {
            throw new NodeUnavailableException(node, NodeFault.Malformed, "its answer to a batch is no list.");
        }

        LoseMissing(calls, node);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body, string node)
    {
        try
        {
            return JsonUnicode.IsText(body.Span)
                ? JsonDocument.Parse(body, Strict)
                : throw new NodeUnavailableException(node, NodeFault.Malformed, "its answer is no Unicode text.");
        }
        catch (JsonException e)
        {
            throw new NodeUnavailableException(node, NodeFault.Malformed, "its answer is no JSON.", e);
        }
    }

    private static void ReadSingle(JsonElement root, IReadOnlyList<RpcCall> calls, string node)
    {
        // A node that could not even read the request answers with an error and no id.
        if (IsJsonRpc(root) && !root.Has("id") && root.Has("error"))
        {
            calls[0].Refuse(node, RpcErrorReader.Read(root.GetProperty("error")));
            return;
        }

        Assign(root, calls, node);
    }

    private static void Assign(JsonElement answer, IReadOnlyList<RpcCall> calls, string node)
    {
        if (!TryFind(answer, calls, out var call))
        {
            return;
        }

        var hasResult = answer.TryGetProperty("result", out var result);
        if (!IsJsonRpc(answer) || hasResult == answer.Has("error"))
        {
            call.Lose(new NodeUnavailableException(node, NodeFault.Malformed, $"its answer to {call.Request.Method} is no JSON-RPC 2.0."));
        }
        else if (hasResult)
        {
            call.Answer(node, result);
        }
        else
        {
            call.Refuse(node, RpcErrorReader.Read(answer.GetProperty("error")));
        }
    }

    private static bool TryFind(JsonElement answer, IReadOnlyList<RpcCall> calls, out RpcCall call)
    {
        call = calls[0];
        if (answer.ValueKind != JsonValueKind.Object
            || !answer.TryGetProperty("id", out var id)
            || id.ValueKind != JsonValueKind.Number
            || !id.TryGetInt32(out var number)
            || number < JsonRpcRequestWriter.FirstId
            || number >= JsonRpcRequestWriter.FirstId + calls.Count)
        {
            return false;
        }

        call = calls[number - JsonRpcRequestWriter.FirstId];
        return true;
    }

    private static bool IsJsonRpc(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty("jsonrpc", out var version)
        && version.ValueKind == JsonValueKind.String
        && version.ValueEquals("2.0"u8);

    private static void LoseMissing(IReadOnlyList<RpcCall> calls, string node)
    {
        if (calls.All(call => call.State == RpcCallState.Pending))
        {
            throw new NodeUnavailableException(node, NodeFault.Malformed, "its answer holds none to what was asked.");
        }

        foreach (var call in calls.Where(call => call.State == RpcCallState.Pending))
        {
            call.Lose(new NodeUnavailableException(node, NodeFault.Missing, $"it left {call.Request.Method} without an answer."));
        }
    }
}
