using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Local;

/// <summary>requests.http as an editor reads it: variables, and requests between lines of three hashes.</summary>
internal static partial class RequestsFile
{
    private static readonly string Path = System.IO.Path.Combine(BuiltApp.Repository, "requests.http");

    /// <param name="host">Takes the place of the file's own.</param>
    public static IReadOnlyList<Item> Read(Uri host)
    {
        var parts = SeparatorLine().Split(File.ReadAllText(Path).ReplaceLineEndings("\n"));
        var variables = Variable().Matches(parts[0]).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        variables["host"] = host.GetLeftPart(UriPartial.Authority);
        return [.. parts.Skip(1).Select(part => Parse(Use().Replace(part, use => variables[use.Groups[1].Value])))];
    }

    private static Item Parse(string part)
    {
        var lines = part.Split('\n');
        var answer = Answer().Match(Assert.Single(lines, line => line.StartsWith('#')));
        Assert.True(answer.Success, $"{lines[0]}: the comment must say what it answers.");
        var request = lines.Skip(1).Where(line => !line.StartsWith('#')).ToList();
        var first = request[0].Split(' ');
        var headers = request.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2)).ToList();
        var body = string.Join('\n', request.Skip(1 + headers.Count)).Trim();
        return new Item(lines[0].Trim(), first[0], new Uri(first[1]), headers, body, int.Parse(answer.Groups[1].ValueSpan), answer.Groups[2].Length > 0);
    }

    [GeneratedRegex(@"^### ", RegexOptions.Multiline)]
    private static partial Regex SeparatorLine();

    [GeneratedRegex(@"^@(\w+) = (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Use();

    [GeneratedRegex(@"\A# Answers (\d{3})( when [^.]+)?\.\z")]
    private static partial Regex Answer();

    /// <param name="Title">What is behind the three hashes.</param>
    /// <param name="Method">Of HTTP.</param>
    /// <param name="Url">Absolute.</param>
    /// <param name="Headers">Name and value.</param>
    /// <param name="Body">Empty when there is none.</param>
    /// <param name="Status">The one that the file promises.</param>
    /// <param name="MustWait">The file says that it may take a moment.</param>
    internal sealed record Item(string Title, string Method, Uri Url, IReadOnlyList<string[]> Headers, string Body, int Status, bool MustWait)
    {
        public HttpRequestMessage ToMessage()
        {
            var message = new HttpRequestMessage(new HttpMethod(Method), Url);
            if (Body.Length > 0)
                message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            foreach (var header in Headers)
            {
                if (header[0] == "Content-Type")
                    message.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(header[1]);
                else
                    message.Headers.Add(header[0], header[1]);
            }
            return message;
        }
    }
}
