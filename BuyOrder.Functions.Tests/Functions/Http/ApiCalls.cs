using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Calls that are answered with a JSON object.</summary>
internal static class ApiCalls
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<JsonObject> GetObjectAsync(this HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.RelativeOrAbsolute), Cancellation))!.AsObject();

    public static async Task<(HttpResponseMessage Answer, JsonObject Body)> SendForObjectAsync(
        this HttpClient client, string method, string path, string? body, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.RelativeOrAbsolute));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await client.SendAsync(request, Cancellation);
        return (answer, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject());
    }
}
