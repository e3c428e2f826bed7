using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// Reads signatures as Solidity writes them: <c>name(type name, …) returns (type)</c>. Words that don't change the encoding
/// (function, event, error, memory, calldata, view, payable, …) may be there.
/// </summary>
internal ref struct AbiSignature
{
    private readonly string _text;
    private int _position;

    private AbiSignature(string text) => _text = text;

    public static AbiType ParseType(string text)
    {
        var signature = new AbiSignature(text);
        var type = signature.Type(AbiType.MaxDepth);
        signature.End();
        return type;
    }

    public static AbiParameters ParseParameters(string text)
    {
        var signature = new AbiSignature($"{text})");
        var parameters = signature.ParametersUntilClose(AbiType.MaxDepth, allowIndexed: false);
        signature.End();
        return parameters;
    }

    /// <param name="keyword">What the text may begin with: function, event or error.</param>
    /// <param name="text">The signature.</param>
    public static Declaration ParseDeclaration(string keyword, string text)
    {
        var signature = new AbiSignature(text);
        var name = signature.Word();
        if (name == keyword)
        {
            name = signature.Word();
        }

        signature.Expect('(');
        var inputs = signature.ParametersUntilClose(AbiType.MaxDepth, allowIndexed: keyword == "event");
        var outputs = keyword == "function" ? signature.Returns() : AbiParameters.None;
        signature.End();
        return new Declaration(name, inputs, outputs);
    }

    private AbiParameters Returns()
    {
        while (!AtEnd())
        {
            var word = Word();
            if (word == "returns")
            {
                Expect('(');
                return ParametersUntilClose(AbiType.MaxDepth, allowIndexed: false);
            }

            if (word is not ("external" or "public" or "view" or "pure" or "payable" or "nonpayable"))
            {
                throw Fault($"'{word}' does not belong here");
            }
        }

        return AbiParameters.None;
    }

    private AbiParameters ParametersUntilClose(int depthLeft, bool allowIndexed)
    {
        var parameters = new List<AbiParameter>();
        if (Accept(')'))
        {
            return AbiParameters.None;
        }

        do
        {
            parameters.Add(Parameter(depthLeft, allowIndexed));
        }
        while (Accept(','));
        Expect(')');
        return new AbiParameters([.. parameters]);
    }

    private AbiParameter Parameter(int depthLeft, bool allowIndexed)
    {
        var type = Type(depthLeft);
        var indexed = false;
        while (AtWord())
        {
            switch (Word())
            {
                case "indexed" when allowIndexed:
                    indexed = true;
                    break;
                case "memory" or "calldata" or "storage" or "payable":
                    break;
                case var name:
                    return new AbiParameter(name, type, indexed);
            }
        }

        return new AbiParameter("", type, indexed);
    }

    private AbiType Type(int depthLeft)
    {
        var type = AtWord() ? Named(depthLeft) : Tuple(depthLeft);
        while (Accept('['))
        {
            int? length = null;
            if (!Accept(']'))
            {
                length = AbiTypeNames.Number(Word()) ?? throw Fault("an array's length is a positive number");
                Expect(']');
            }

            type = AbiType.ArrayOf(type, length);
        }

        return type;
    }

    private AbiType Named(int depthLeft)
    {
        var name = Word();
        return name == "tuple" ? Tuple(depthLeft) : AbiTypeNames.Find(name) ?? throw Fault($"'{name}' is no type");
    }

    private AbiType Tuple(int depthLeft)
    {
        Expect('(');
        if (depthLeft == 0)
        {
            throw Fault($"types are nested at most {AbiType.MaxDepth} deep");
        }

        var components = ParametersUntilClose(depthLeft - 1, allowIndexed: false);
        return components.Count > 0 ? AbiType.TupleOf(components) : throw Fault("a tuple has components");
    }

    private bool AtWord()
    {
        SkipSpace();
        return _position < _text.Length && IsWordCharacter(_text[_position]);
    }

    private string Word()
    {
        SkipSpace();
        var start = _position;
        while (_position < _text.Length && IsWordCharacter(_text[_position]))
        {
            _position++;
        }

        return _position > start ? _text[start.._position] : throw Fault("a word is missing");
    }

    private bool Accept(char expected)
    {
        SkipSpace();
        if (_position == _text.Length || _text[_position] != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!Accept(expected))
        {
            throw Fault($"'{expected}' is missing");
        }
    }

    private bool AtEnd()
    {
        SkipSpace();
        return _position == _text.Length;
    }

    private void End()
    {
        if (!AtEnd())
        {
            throw Fault("nothing more belongs here");
        }
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] == ' ')
        {
            _position++;
        }
    }

    private readonly EthereumFormatException Fault(string what) => new($"'{_text}', at position {_position}: {what}.");

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    /// <summary>What a function, event or error is called, takes and returns.</summary>
    public sealed record Declaration(string Name, AbiParameters Inputs, AbiParameters Outputs);
}
