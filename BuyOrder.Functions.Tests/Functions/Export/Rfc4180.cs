using System.Text;

namespace BuyOrder.Functions.Tests.Functions.Export;

/// <summary>Reads CSV by the grammar of RFC 4180 and nothing more: all that the grammar does not allow throws.</summary>
internal static class Rfc4180
{
    public static List<string[]> Parse(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            row.Add(text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                if (at == text.Length || text[at] == '\r')
                    row.Add("");
                else
                    continue;
            }
            if (at + 1 >= text.Length || text[at] != '\r' || text[at + 1] != '\n')
                throw new FormatException($"No end of row at {at}.");
            at += 2;
            rows.Add([.. row]);
            row.Clear();
        }
        return rows;
    }

    private static string Plain(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is not (',' or '\r'))
        {
            if (text[at] is '"' or '\n')
                throw new FormatException($"A bare quote or line feed at {at}.");
            at++;
        }
        return text[start..at];
    }

    private static string Quoted(string text, ref int at)
    {
        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                field.Append(text[at]);
                continue;
            }
            at++;
            if (at == text.Length || text[at] != '"')
                return field.ToString();
            field.Append('"');
        }
        throw new FormatException("A quoted field does not end.");
    }
}
