using System.Text.Json;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Model;

namespace BuyOrder.Functions.Tests.Functions.BadNodes;

/// <summary>A node of the model chain behind its HTTP endpoint, which may answer one method badly.</summary>
internal sealed class ModelWire(ModelNode node, Clockwork clock, Lock gate) : HttpMessageHandler
{
    private readonly HashSet<string> asked = [];
    private BadAnswer? bad;
    private string? badMethod;

    /// <summary>Methods that were asked for since it was made.</summary>
    public IReadOnlySet<string> Asked => asked;

    /// <summary>Requests that were answered badly since it was told to.</summary>
    public int BadAnswers { get; private set; }

    public void AnswerBadly(string method, BadAnswer answer) => (badMethod, bad, BadAnswers) = (method, answer, 0);

    public void Heal() => (badMethod, bad) = (null, null);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        lock (gate)
        {
            var response = Answer(body.RootElement);
            response.RequestMessage ??= request;
            return response;
        }
    }

    private HttpResponseMessage Answer(JsonElement request)
    {
        var isBatch = request.ValueKind == JsonValueKind.Array;
        List<JsonElement> calls = isBatch ? [.. request.EnumerateArray()] : [request];
        asked.UnionWith(calls.Select(MethodOf));
        var isMeant = calls.Exists(call => MethodOf(call) == badMethod);
        BadAnswers += isMeant ? 1 : 0;
        var answers = Answers(calls).Where(answer => answer.Length > 0);
        var text = isBatch ? $"[{string.Join(',', answers)}]" : string.Join(',', answers);
        return isMeant && bad?.OfBody is { } whole ? whole(text, clock) : BadAnswer.Body(text);
    }

    private IEnumerable<string> Answers(List<JsonElement> calls)
    {
        var batch = new RpcBatch();
        var asked = calls.ConvertAll(call => batch.Add(RpcRequest.Create(
            MethodOf(call), isRead: true, json => WriteAll(json, call.GetProperty("params")), result => result.GetRawText())));
        node.Answer(batch);
        return calls.Zip(asked, (call, answered) =>
        {
            var id = call.GetProperty("id").GetRawText();
            var isMeant = MethodOf(call) == badMethod;
            if (answered.Error is not { } error)
                return isMeant ? bad!.Answer(id, answered.Result) : BadAnswer.Frame(id, $"\"result\":{answered.Result}");
            return isMeant && bad!.OfBody is null
                ? bad.Answer(id, "\"0x\"")
                : BadAnswer.Frame(id, $"\"error\":{{\"code\":{error.Code},\"message\":{JsonSerializer.Serialize(error.Message)}}}");
        });
    }

    private static string MethodOf(JsonElement call) => call.GetProperty("method").GetString()!;

    private static void WriteAll(Utf8JsonWriter json, JsonElement parameters)
    {
        foreach (var parameter in parameters.EnumerateArray())
            parameter.WriteTo(json);
    }
}
