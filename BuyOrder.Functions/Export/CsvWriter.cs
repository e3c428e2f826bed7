using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace BuyOrder.Functions.Export;

/// <summary>Writes CSV (RFC 4180, UTF-8, rows end with CRLF) to a stream in portions, so that memory stays flat.</summary>
/// <remarks>
/// Texts of others cannot become formulas of a spreadsheet: one that begins with a character that could start a formula, or with the
/// apostrophe itself, gets an apostrophe in front. Whoever reads the file takes one leading apostrophe away and has the text back.
/// </remarks>
internal sealed class CsvWriter(Stream output)
{
    private const int PortionBytes = 64 * 1024;
    private const int MaxNumberLength = 20;

    /// <summary>OWASP's list, with the full-width forms that some spreadsheets take for the same.</summary>
    private static readonly SearchValues<char> Guarded = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'");

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private readonly ArrayBufferWriter<byte> portion = new(2 * PortionBytes);
    private bool inRow;

    /// <summary>A text that somebody else chose; null is an empty field.</summary>
    public void Text(string? text)
    {
        Separate();
        if (string.IsNullOrEmpty(text))
            return;
        var isQuoted = text.AsSpan().ContainsAny(Quoted);
        if (isQuoted)
            portion.Write("\""u8);
        if (Guarded.Contains(text[0]))
            portion.Write("'"u8);
        if (isQuoted)
            Doubled(text);
        else
            Encoding.UTF8.GetBytes(text, portion);
        if (isQuoted)
            portion.Write("\""u8);
    }

    /// <summary>A value of our own: digits, letters, signs, never a separator or quote. A number stays a number, also a negative one.</summary>
    public void Own(string? value)
    {
        Separate();
        Encoding.UTF8.GetBytes(value, portion);
    }

    public void Own(long number)
    {
        Separate();
        Utf8Formatter.TryFormat(number, portion.GetSpan(MaxNumberLength), out var length);
        portion.Advance(length);
    }

    /// <summary>Ends a row, and sends what has come together when it is enough.</summary>
    public ValueTask EndRowAsync(CancellationToken cancellation)
    {
        portion.Write("\r\n"u8);
        inRow = false;
        return portion.WrittenCount < PortionBytes ? ValueTask.CompletedTask : SendAsync(cancellation);
    }

    /// <summary>Sends what is left.</summary>
    public async ValueTask SendAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(portion.WrittenMemory, cancellation);
        portion.ResetWrittenCount();
    }

    private void Separate()
    {
        if (inRow)
            portion.Write(","u8);
        inRow = true;
    }

    private void Doubled(ReadOnlySpan<char> text)
    {
        for (var quote = text.IndexOf('"'); quote >= 0; quote = text.IndexOf('"'))
        {
            Encoding.UTF8.GetBytes(text[..(quote + 1)], portion);
            portion.Write("\""u8);
            text = text[(quote + 1)..];
        }
        Encoding.UTF8.GetBytes(text, portion);
    }
}
