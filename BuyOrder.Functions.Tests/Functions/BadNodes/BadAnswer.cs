using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace BuyOrder.Functions.Tests.Functions.BadNodes;

/// <summary>One way to answer badly: in place of one call's answer, or of the whole body.</summary>
/// <param name="Name">Tells it apart in a failure.</param>
internal sealed partial record BadAnswer(string Name)
{
    /// <summary>The most that a node here may answer: enough for what is good, and far less than the product's own limit, so that the long answer is quickly made.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Stands for a byte that no UTF-8 has.</summary>
    private const char NoUtf8 = '\u0001';

    private const byte ByteThatIsNoUtf8 = 0xff;

    /// <summary>Nodes give one with gaps for a transaction that waits in their pool.</summary>
    private const string Receipt = "eth_getTransactionReceipt";

    /// <summary>Even when a node answers it with an error, the bytes count as sent.</summary>
    private const string Broadcast = "eth_sendRawTransaction";

    private const string LongestHex = "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    private static readonly string[] Numbers =
        ["eth_chainId", "eth_blockNumber", "eth_maxPriorityFeePerGas", "eth_getTransactionCount", "eth_getBalance", "eth_estimateGas"];

    private static readonly string[] LargeNumbers = ["eth_maxPriorityFeePerGas", "eth_getBalance"];

    private static readonly string[] MayBeAbsent = [Receipt, "eth_getTransactionByHash"];

    /// <summary>Methods for which it is a good answer after all, so that it says something that only another node can contradict.</summary>
    private IReadOnlyList<string> GoodFor { get; init; } = [];

    /// <summary>From a call's id and its good answer to what stands in the batch in its place; empty text leaves it out.</summary>
    private Func<string, string, string>? OfCall { get; init; }

    /// <summary>The answer to the whole request; it has the good body.</summary>
    public Func<string, Clockwork, HttpResponseMessage>? OfBody { get; private init; }

    public static IReadOnlyList<BadAnswer> All { get; } =
    [
        Result("a number", "7"),
        Result("a truth", "true"),
        Result("an object", "{}", Receipt),
        Result("a list", "[]", "eth_getLogs"),
        Result("a list of nothing", "[null]"),
        Result("null", "null", MayBeAbsent),
        Result("empty text", "\"\""),
        Result("no digits", "\"0x\"", "eth_getCode"),
        Result("one byte", "\"0x01\"", [.. Numbers, "eth_getCode"]),
        Result("half a byte", "\"0x123\"", Numbers),
        Result("twenty hexadecimal f", "\"0xffffffffffffffffffff\"", [.. LargeNumbers, "eth_getCode"]),
        Result("more than a word", $"\"{LongestHex}\"", "eth_getCode"),
        Result("a negative number", "\"-0x1\""),
        Result("no number", "\"many\""),
        Result("half a character", "\"\\ud800\""),
        Result("half a character in hexadecimal text", "\"0x\\udc00\""),
        Result("a name of half a character", "{\"\\ud800\":\"0x1\"}"),
        Result("bytes that are no Unicode", $"\"0x{NoUtf8}\""),
        Result("half an object", "{\"number\":\"0x1\",\"hash\":\"0x\",\"status\":\"0x1\",\"logs\":7}", Receipt),
        Result("something deep", new string('[', 300) + new string(']', 300)),
        Result("something long", $"\"0x{new string('a', MaxBytes)}\""),
        new("no answer to this call") { OfCall = (_, _) => "" },
        new("another id") { OfCall = (_, good) => Frame("4711", $"\"result\":{good}") },
        new("an id of text") { OfCall = (id, good) => Frame($"\"{id}\"", $"\"result\":{good}") },
        new("two answers") { OfCall = (id, good) => $"{Frame(id, $"\"result\":{good}")},{Frame(id, $"\"result\":{good}")}" },
        new("a member twice") { OfCall = (id, good) => Frame(id, $"\"result\":{good},\"result\":{good}") },
        new("neither result nor error") { OfCall = (id, _) => Frame(id, "\"answer\":1") },
        new("an error of half a character") { OfCall = (id, _) => Frame(id, "\"error\":{\"code\":-32603,\"message\":\"no \\ud83d\"}") },
        new("an error without a form") { OfCall = (id, _) => Frame(id, "\"error\":7"), GoodFor = ["eth_maxPriorityFeePerGas", "eth_estimateGas", Broadcast] },
        new("a long error of wide characters")
        {
            OfCall = (id, _) => Frame(id, $"\"error\":{{\"code\":-32603,\"message\":\"x{string.Concat(Enumerable.Repeat("😀", 400))}\"}}"),
            GoodFor = ["eth_maxPriorityFeePerGas", Broadcast],
        },
        new("no body") { OfBody = (_, _) => Body("") },
        new("no JSON") { OfBody = (_, _) => Body("<html>busy</html>") },
        new("the beginning of its answer") { OfBody = (good, _) => Body(good[..(good.Length / 2)]) },
        new("another form of body") { OfBody = (_, _) => Body("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}") },
        new("a redirect") { OfBody = (_, _) => Redirect() },
        new("the answer of another address") { OfBody = (good, _) => FromElsewhere(good) },
        new("a byte now and then") { OfBody = (_, clock) => new HttpResponseMessage { Content = new StreamContent(new DrippingStream(clock)) } },
    ];

    /// <summary>A block as it is, but for its height.</summary>
    public static BadAnswer AbsurdHeight { get; } = new("an absurd height")
    {
        OfCall = (id, good) => Frame(id, $"\"result\":{BlockNumber.Replace(good, "\"number\":\"0x4000000000000000\"")}"),
    };

    [GeneratedRegex("\"number\":\"0x[0-9a-f]+\"")]
    private static partial Regex BlockNumber { get; }

    public bool IsBadFor(string method) => !GoodFor.Contains(method);

    public string Answer(string id, string good) => OfCall is null ? Frame(id, $"\"result\":{good}") : OfCall(id, good);

    public static string Frame(string id, string members) => $$"""{"jsonrpc":"2.0","id":{{id}},{{members}}}""";

    public static HttpResponseMessage Body(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan().Replace((byte)NoUtf8, ByteThatIsNoUtf8);
        return new HttpResponseMessage { Content = new ByteArrayContent(bytes) };
    }

    public override string ToString() => Name;

    private static BadAnswer Result(string name, string json, params IReadOnlyList<string> goodFor) =>
        new(name) { OfCall = (id, _) => Frame(id, $"\"result\":{json}"), GoodFor = goodFor };

    private static HttpResponseMessage Redirect()
    {
        var answer = new HttpResponseMessage(HttpStatusCode.TemporaryRedirect);
        answer.Headers.Location = new Uri("http://elsewhere.example/");
        return answer;
    }

    /// <summary>What a client that follows redirects brings back.</summary>
    private static HttpResponseMessage FromElsewhere(string good)
    {
        var answer = Body(good);
        answer.RequestMessage = new HttpRequestMessage(HttpMethod.Post, new Uri("http://elsewhere.example/"));
        return answer;
    }
}
