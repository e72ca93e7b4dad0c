"""A judge that is a real model: a transformer of 100,000 weights, made and trained here to compare two-digit numbers.

It is what it is: no hub can be reached where this runs, and it knows nothing but digits. What it shows is that the whole
path works on a model that is neither always right nor scripted: template, server, both orders, verdict.
"""

import json
import random
from importlib.util import find_spec

import pytest
from scripted import texts_in

from verifiers import JudgeReward

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (find_spec("torch") and find_spec("transformers")), reason="torch or transformers is missing"
    ),
]

LETTERS = {letter: number for number, letter in enumerate("0123456789=YN")}
TEMPLATE = {
    "version": "digits-1", "asks_for": ["reference", "answer"], "reads": "answer", "system": [],
    "user": ["{{reference}}", "{{answer}}"], "scores": {"Yes": 1, "No": 0}, "swaps": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def says():
    """What the model says of a request, after half a minute of training."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    torch.set_num_threads(1)
    shape = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
    model = LlamaForCausalLM(LlamaConfig(vocab_size=len(LETTERS), max_position_embeddings=16, **shape))
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, total_iters=700)
    for _ in range(700):
        left = torch.randint(0, 10, (128, 2))
        right = left.clone()
        differs = torch.rand(128) < 0.5
        place = torch.randint(0, 2, (128,))
        changed = (left[torch.arange(128), place] + torch.randint(1, 10, (128,))) % 10
        right[torch.arange(128), place] = torch.where(differs, changed, right[torch.arange(128), place])
        mark = torch.full((128, 1), LETTERS["="])
        logits = model(input_ids=torch.cat([left, mark, right, mark], 1)).logits[:, -1]
        loss = torch.nn.functional.cross_entropy(logits, torch.where(differs, LETTERS["N"], LETTERS["Y"]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()

    @torch.no_grad()
    def says(request):
        texts = texts_in(request)
        row = [LETTERS[letter] for letter in f"{texts['reference']}={texts['answer']}="]
        logits = model(input_ids=torch.tensor([row])).logits[0, -1]
        return "Yes" if logits[LETTERS["Y"]] > logits[LETTERS["N"]] else "No"

    return says


@pytest.mark.filterwarnings("ignore")
def test_a_small_transformer_judges(serve, says, tmp_path):
    path = tmp_path / "digits.json"
    path.write_text(json.dumps(TEMPLATE))
    reward = JudgeReward(url=serve(says).url, model="digits", template=str(path), canaries=0.0)
    draw = random.Random(1)
    right = [f"{draw.randrange(100):02}" for _ in range(60)]
    wrong = [f"{(int(one) + draw.choice([1, 7, 10, 30])) % 100:02}" for one in right]
    paid = reward([f"\\boxed{{{one}}}" for one in right], right)
    overpaid = reward([f"\\boxed{{{one}}}" for one in wrong], right)
    assert None not in paid + overpaid
    assert sum(paid) >= 45
    assert sum(overpaid) <= 12
