namespace BuyOrder.Local;

/// <summary>
/// What the run says: everything, or with --quiet only what others wait for. Never more than one line at a time from two threads.
/// </summary>
internal sealed class RunConsole(TextWriter output, TextWriter errors, bool quiet)
{
    private readonly TextWriter output = TextWriter.Synchronized(output);
    private readonly TextWriter errors = TextWriter.Synchronized(errors);

    /// <summary>For the person who started it.</summary>
    public void Say(string text)
    {
        if (!quiet)
            output.WriteLine(text);
    }

    /// <summary>For the process that waits for this line.</summary>
    public void Tell(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }

    public void Fault(string text)
    {
        errors.WriteLine(text);
        errors.Flush();
    }
}
